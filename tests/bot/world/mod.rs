//! Discord, the vacancy servers and the running bot, for one test.

//! `/iom about`: what this bot is.

use std::collections::BTreeMap;

use super::{Commands, Failure};
use crate::replies::Reply;
use crate::replies::help::{self, About};
use crate::replies::sources::SourceState;

pub(super) async fn run(bot: &Commands) -> Result<Reply, Failure> {
    let desk = bot.desk.get();
    let corpus = &desk.library.corpus;
    let mut publishers: BTreeMap<&str, (usize, jiff::civil::Date)> = BTreeMap::new();
    for source in corpus.passages.iter().flat_map(|passage| &passage.sources) {
        let (passages, newest) = publishers.entry(&source.publisher).or_insert((0, source.as_of));
        *passages += 1;
        *newest = source.as_of.max(*newest);
    }
    let mut publishers: Vec<_> = publishers.into_iter().collect();
    publishers.sort_by_key(|(name, (passages, _))| (std::cmp::Reverse(*passages), *name));
    let about = About {
        version: env!("CARGO_PKG_VERSION"),
        passages: (corpus.passages.len(), corpus.documents()),
        publishers: publishers.into_iter().map(|(name, (_, newest))| (name.to_owned(), newest)).collect(),
        indexed: desk.library.built_at(),
        sources: sources(bot).await?,
    };
    Ok(help::about(&about, &bot.answers.careers_url))
}

async fn sources(bot: &Commands) -> Result<Vec<SourceState>, Failure> {
    let mut sources = Vec::with_capacity(bot.sources.len());
    for name in &bot.sources {
        let state = bot.store.poll_state(name).await?.unwrap_or_default();
        let read_at = state.polled_at.and_then(|at| jiff::Timestamp::from_second(at).ok());
        sources.push(SourceState { name: name.clone(), read_at, failing: state.failures > 0 });
    }
    Ok(sources)
}

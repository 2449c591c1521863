//! Stand-ins of the servers that publish vacancies.

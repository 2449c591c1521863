use super::*;
use crate::search::build::in_use;

fn corpus(dir: &Path, english: &str) -> Arc<Corpus> {
    for (language, text) in [("en", english), ("fr", "Trente jours.")] {
        let document = format!(
            "+++\ntitle = \"T\"\nlanguage = \"{language}\"\ntopic = \"careers\"\n[[sources]]\nkey = \"a\"\n\
             publisher = \"P\"\ntitle = \"T\"\nas_of = \"2026-01-31\"\n+++\n\n## Leave\n\n{text}\n"
        );
        std::fs::create_dir_all(dir.join(language)).unwrap();
        std::fs::write(dir.join(language).join("leave.md"), document).unwrap();
    }
    Arc::new(Corpus::load(dir))
}

fn open(index: &Path, corpus: Arc<Corpus>) -> anyhow::Result<(Library, Opened)> {
    Library::open(index, corpus, Arc::new(Lazy::none()))
}

/// When the shelf of a language was made.
fn made(index: &Path, language: Language) -> std::time::SystemTime {
    let file = in_use(index).unwrap().join(language.code()).join("meta.json");
    std::fs::metadata(file).unwrap().modified().unwrap()
}

#[test]
fn a_language_that_did_not_change_keeps_its_shelf() {
    let dir = tempfile::tempdir().unwrap();
    let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
    open(&index, corpus(&documents, "Thirty days.")).unwrap();
    let made_first = [Language::En, Language::Fr].map(|language| made(&index, language));
    let (library, _) = open(&index, corpus(&documents, "Forty days.")).unwrap();
    assert_ne!(made(&index, Language::En), made_first[0]);
    assert_eq!(made(&index, Language::Fr), made_first[1]);
    for (language, word) in [(Language::En, "forty"), (Language::Fr, "trente")] {
        assert_eq!(library.shelf(language).unwrap().candidates(word).unwrap().hits.len(), 1, "{word}");
    }
}

#[test]
fn a_damaged_shelf_is_built_anew_although_its_language_did_not_change() {
    let dir = tempfile::tempdir().unwrap();
    let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
    open(&index, corpus(&documents, "Thirty days.")).unwrap();
    std::fs::write(in_use(&index).unwrap().join("fr").join("meta.json"), "{}").unwrap();
    let (library, _) = open(&index, corpus(&documents, "Forty days.")).unwrap();
    assert_eq!(library.shelf(Language::Fr).unwrap().candidates("trente").unwrap().hits.len(), 1);
}

/// Documents as an operator may have them, without a line of what people ask.
fn without_lines(dir: &Path) -> Arc<Corpus> {
    let facts = [
        ("Family", "Spouses and children may come along to most places, and the move is paid for."),
        ("Sick leave", "Who is ill stays at home and sends a note by a doctor on the third day."),
        ("Parking", "Bicycles stand in the yard; cars need a card from the gate."),
    ];
    let passages: String = facts.iter().map(|(heading, text)| format!("## {heading}\n\n{text}\n\n")).collect();
    std::fs::create_dir_all(dir.join("en")).unwrap();
    std::fs::write(dir.join("en/own.md"), passages).unwrap();
    Arc::new(Corpus::load(dir))
}

#[test]
fn the_encoder_finds_a_passage_that_shares_no_telling_word_with_the_question() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = without_lines(&dir.path().join("corpus"));
    let encoder = Arc::new(Lazy::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")));
    let (library, _) = Library::open(&dir.path().join("index"), corpus, encoder).unwrap();
    let question = Question::parse("can my wife and kids relocate with me").unwrap();
    let (_, candidates) = library.candidates(&Asked::new(&question), Language::En).unwrap().unwrap();
    let best = crate::answers::by_signals(&candidates, &library.corpus)[0];
    assert_eq!(library.corpus.passages[best].heading, "Family");
    assert!(candidates.hits.iter().all(|hit| hit.nearness > 0.0));
}

#[test]
fn what_was_learned_is_in_use_once_it_is_there_and_kept_for_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
    let (library, opened) = open(&index, corpus(&documents, "Thirty days.")).unwrap();
    assert_eq!((library.is_learned(), opened), (false, Opened::Built("there was none")));
    assert!(library.learn(&index, &|_, _, _| ()).unwrap().unwrap().is_learned());
    let (library, opened) = open(&index, corpus(&documents, "Thirty days.")).unwrap();
    assert_eq!((library.is_learned(), opened), (true, Opened::Found));
}

#[test]
fn what_was_learned_of_an_older_corpus_does_not_take_the_place_of_a_newer_one() {
    let dir = tempfile::tempdir().unwrap();
    let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
    let (older, _) = open(&index, corpus(&documents, "Thirty days.")).unwrap();
    let newer = corpus(&documents, "Forty days.");
    open(&index, Arc::clone(&newer)).unwrap();
    assert!(older.learn(&index, &|_, _, _| ()).unwrap().is_none());
    assert_eq!(open(&index, newer).unwrap().1, Opened::Found);
}

#[test]
fn nothing_is_taken_over_from_a_damaged_index() {
    let dir = tempfile::tempdir().unwrap();
    let (documents, index) = (dir.path().join("corpus"), dir.path().join("index"));
    open(&index, corpus(&documents, "Thirty days.")).unwrap();
    let known = || in_use(&index).unwrap().join("en").join("known");
    let written = std::fs::read(known()).unwrap();
    let mut flipped = written.clone();
    flipped[0] ^= 1;
    std::fs::write(known(), flipped).unwrap();
    let (_, opened) = open(&index, corpus(&documents, "Thirty days.")).unwrap();
    assert_eq!(opened, Opened::Built("it was damaged"));
    assert_eq!(std::fs::read(known()).unwrap(), written);
}

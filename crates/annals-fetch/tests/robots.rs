//! The cases of `corpus/robots`: files, and what each says to an asker about a path.

use annals_fetch::robots;
use proptest::prelude::*;
use std::path::PathBuf;
use std::time::{Duration, Instant};

#[derive(serde::Deserialize)]
struct Cases {
    file: Vec<File>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    text: String,
    #[serde(default)]
    latin1: bool,
    before: Option<Repeated>,
    middle: Option<Repeated>,
    #[serde(default)]
    after: String,
    delay: Option<f64>,
    sitemaps: Option<Vec<String>>,
    #[serde(default)]
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Repeated {
    text: String,
    times: usize,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default = "annals")]
    agent: String,
    path: String,
    allowed: bool,
    rule: Option<String>,
}

fn annals() -> String {
    "annals".to_owned()
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        let repeated = |part: &Option<Repeated>| part.as_ref().map(|part| part.text.repeat(part.times)).unwrap_or_default();
        let text = [repeated(&self.before), self.text.clone(), repeated(&self.middle), self.after.clone()].concat();
        if self.latin1 {
            text.chars().map(|sign| u8::try_from(u32::from(sign)).expect("a sign of Latin-1")).collect()
        } else {
            text.into_bytes()
        }
    }
}

#[test]
fn every_case_of_the_corpus_holds() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../corpus/robots");
    let (mut files, mut cases, mut wrong) = (0, 0, Vec::new());
    for entry in std::fs::read_dir(folder).expect("corpus/robots") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let read: Cases = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for file in read.file {
            files += 1;
            let bytes = file.bytes();
            let rules = robots(&bytes, "annals");
            cases += 1;
            if rules.delay().map(|delay| delay.as_secs_f64()) != file.delay {
                wrong.push(format!("{}: delay {:?}", file.about, rules.delay()));
            }
            if file.sitemaps.as_ref().is_some_and(|expected| *expected != rules.sitemaps()) {
                wrong.push(format!("{}: sitemaps {:?}", file.about, rules.sitemaps()));
            }
            for case in &file.cases {
                cases += 1;
                let said = robots(&bytes, &case.agent).allowed(&case.path);
                if said != (case.allowed, case.rule.clone()) {
                    wrong.push(format!("{}: {} {} {said:?}", file.about, case.agent, case.path));
                }
            }
        }
    }
    assert!(files >= 80 && cases >= 240, "{files} files with {cases} cases");
    assert!(wrong.is_empty(), "{} of {cases} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn hostile_files_are_read_in_time_that_grows_with_their_length_alone() {
    let start = Instant::now();
    for line in [
        "Disallow: /*a*a*a*a*a*a*a*a*a*a*a*a*a*b$\n",
        "Disallow: /%%%%%%%%%%%%%%%%\n",
        "User-agent: *\n",
        "\u{a0}\u{a0}\u{a0}:\n",
        "allow *\n",
        ": : : : :\n",
    ] {
        let text = format!("User-agent: *\n{}", line.repeat((500 << 10) / line.len()));
        let rules = robots(text.as_bytes(), "annals");
        let _ = rules.allowed(&format!("/{}", "a".repeat(2_000)));
    }
    let stars = format!("User-agent: *\nDisallow: /{}b$", "*a".repeat(250_000));
    assert!(robots(stars.as_bytes(), "annals").allowed(&format!("/{}", "a".repeat(1 << 20))).0);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), agent in "\\PC{0,12}", path in "\\PC{0,40}") {
        let rules = robots(&bytes, &agent);
        let (allowed, rule) = rules.allowed(&path);
        prop_assert!(allowed || rule.is_some());
        let _ = (rules.delay(), rules.sitemaps());
    }

    #[test]
    fn any_lines_are_survived(
        lines in prop::collection::vec("(\u{feff}| |\t)?(User-agent|Disallow|Allow|Crawl-delay|Sitemap|dissallow)[ :\0]{0,2}[*$/a%0-9é?#. \u{a0}\0-]{0,16}", 0..30),
        end in "(\r|\n|\r\n|\n\r)",
        path in "[/a%0-9é?*$.]{0,20}",
    ) {
        let text = format!("User-agent: *{end}{}", lines.join(&end));
        let rules = robots(text.as_bytes(), "annals/0.1");
        let (allowed, rule) = rules.allowed(&path);
        prop_assert!(allowed || rule.is_some_and(|rule| rule.starts_with("Disallow: ")));
        prop_assert!(rules.delay().is_none_or(|delay| delay.as_secs() <= u64::from(u32::MAX)));
    }

    /// The sense of a path does not hang on how its octets are spelt.
    #[test]
    fn spelling_does_not_matter(segment in "[a-zé~_.-]{1,8}") {
        let encoded: String = segment.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for (rule, path) in [(&segment, &encoded), (&encoded, &segment)] {
            let rules = robots(format!("User-agent: *\nDisallow: /{rule}$").as_bytes(), "annals");
            prop_assert!(!rules.allowed(&format!("/{path}")).0, "{} {}", rule, path);
        }
    }
}

//! The command `search` from outside: what it prints, its pages, its tables of queries, its exit codes.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn annals(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_annals")).current_dir(folder).args(arguments).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&said(output)).unwrap_or_else(|error| panic!("{error}: {}{}", said(output), complained(output)))
}

/// A working folder with the sample articles in its index.
fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&annals(folder.path(), &["init", "."])), 0);
    let ran = annals(folder.path(), &["run", "-q"]);
    assert_eq!(code(&ran), 0, "{}", complained(&ran));
    folder
}

#[test]
fn a_search_is_told_in_every_form() {
    let folder = filled();
    let search = |arguments: &[&str]| annals(folder.path(), &[&["search"], arguments].concat());

    let all = json(&search(&["*", "--json", "--limit", "1000", "--sort", "date-asc"]));
    let total = all["total"].as_u64().expect("a number");
    assert!(total > 5 && all["hits"].as_array().is_some_and(|hits| hits.len() as u64 == total));

    // Page by page the same hits.
    let mut ids = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut arguments = vec!["*", "--json", "--limit", "4", "--sort", "date-asc"];
        if let Some(token) = &after {
            arguments.extend(["--after", token]);
        }
        let page = json(&search(&arguments));
        ids.extend(page["hits"].as_array().expect("hits").iter().map(|hit| hit["id"].clone()));
        after = page["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    let whole: Vec<Value> = all["hits"].as_array().expect("hits").iter().map(|hit| hit["id"].clone()).collect();
    assert_eq!(ids, whole);

    let told = said(&search(&["firm:BYD", "--facets", "firm,month", "--facet-limit", "2", "--explain", "--limit", "2"]));
    for wanted in ["\nfirm\n", "\nmonth\n", "next page: --after 'relevance:", "  firm:\"BYD\"", "score "] {
        assert!(told.contains(wanted), "{wanted} in {told}");
    }
    let grouped = json(&search(&["*", "--collapse", "story", "--json", "--limit", "1000"]));
    // Stories of several articles and copies of a wire story are among the sample, and the index knows them.
    assert!(grouped["groups"].as_u64().is_some_and(|groups| groups < total) && grouped["total"].as_u64() == Some(total), "{grouped}");
    let copies = json(&search(&["*", "--collapse", "duplicate", "--json", "--limit", "1000"]));
    let groups = |found: &Value| found["groups"].as_u64();
    assert!(groups(&copies).is_some_and(|kept| kept < total) && groups(&copies) > groups(&grouped), "{copies}");
    let rebuilt = annals(folder.path(), &["index", "-q"]);
    assert_eq!(code(&rebuilt), 0, "{}", complained(&rebuilt));
    let again = json(&search(&["*", "--collapse", "story", "--json", "--limit", "1000"]));
    assert_eq!(groups(&again), groups(&grouped));
    assert_eq!(code(&search(&["<firm> NEAR/8 <percent>", "--recency", "30"])), 0);
    assert_eq!(code(&search(&["zeppelin"])), 1);
    assert_eq!(code(&search(&["zeppelin", "--json"])), 1);

    for (arguments, says) in [
        (&["oil NEAR gas"][..], "column 5"),
        (&["oil", "--facets", "colour"], "there is no facet `colour`"),
        (&["oil", "--after", "date:1:2::x"], "after: "),
        (&["oil", "--recency", "0"], "no number of days"),
        (&["oil", "--recency", "30", "--sort", "date"], "recency: "),
        (&["--limit", "3"], "required"),
        (&["oil", "--format", "csv"], "--format"),
    ] {
        let refused = search(arguments);
        assert_eq!(code(&refused), 2, "{arguments:?}: {}", said(&refused));
        assert!(complained(&refused).contains(says), "{arguments:?}: {}", complained(&refused));
    }
}

#[test]
fn a_table_of_queries_is_answered_row_by_row() {
    let folder = filled();
    let table = "name,query\r\nbyd,firm:BYD\n\"none, at all\",zeppelin\nbroken,\"oil (gas\"\nthree,columns,here\nquoted,\"\"\"share sale\"\" OR share\"\nopen,\"share\n";
    std::fs::write(folder.path().join("queries.csv"), table).expect("a file");
    let answered = annals(folder.path(), &["search", "--queries", "queries.csv", "--limit", "2"]);
    assert_eq!(code(&answered), 3, "{}", complained(&answered));
    let lines: Vec<Value> = said(&answered).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().map(|line| line["name"].as_str().expect("a name")).collect::<Vec<_>>(), ["byd", "none, at all", "quoted"]);
    assert_eq!(lines[1]["total"], 0);
    assert_eq!(lines[2]["query"], "\"share sale\" OR share");
    let alone = json(&annals(folder.path(), &["search", "firm:BYD", "--json", "--limit", "2", "--offset", "0"]));
    assert_eq!((&lines[0]["total"], &lines[0]["hits"]), (&alone["total"], &alone["hits"]), "a row finds what its query finds alone");
    let complaints = complained(&answered);
    for wanted in ["queries.csv:4: query `broken`, column 5", "queries.csv:5: a row has two columns", "queries.csv:7: a quotation mark"] {
        assert!(complaints.contains(wanted), "{wanted} in {complaints}");
    }

    std::fs::write(folder.path().join("right.csv"), "\"none, at all\",zeppelin\nbyd,firm:BYD\n").expect("a file");
    let as_table = annals(folder.path(), &["search", "--queries", "right.csv", "--format", "csv"]);
    assert_eq!(code(&as_table), 0);
    let rows = said(&as_table);
    assert!(rows.starts_with("name,total,hits\n\"none, at all\",0,\nbyd,"), "{rows}");
    std::fs::write(folder.path().join("none.csv"), "a,zeppelin\n").expect("a file");
    assert_eq!(code(&annals(folder.path(), &["search", "--queries", "none.csv"])), 1);
    assert_eq!(code(&annals(folder.path(), &["search", "--queries", "missing.csv"])), 2);
}

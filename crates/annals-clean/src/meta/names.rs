//! Bylines cut into bare names: "By Jane Doe and John Roe, senior writer" is two people.

use super::plain;

/// What may stand before a name.
const OPENINGS: [&str; 30] = [
    "by:",
    "by ",
    "written by:",
    "written by ",
    "words by ",
    "posted by ",
    "story by ",
    "authored by ",
    "reported by ",
    "reviewed by ",
    "updated by ",
    "author:",
    "authors:",
    "text:",
    "von:",
    "von ",
    "autorin/autor ",
    "author ",
    "autor ",
    "autor:",
    "autorin:",
    "par ",
    "por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "текст:",
    "автор:",
    "记者",
];
/// What stands between two names.
const BETWEEN: [&str; 6] = [" and ", " & ", " und ", " och ", " og ", " with "];
/// Words that end a role.
const ROLES: [&str; 42] = [
    "editor",
    "editors",
    "reporter",
    "reporters",
    "correspondent",
    "writer",
    "journalist",
    "contributor",
    "columnist",
    "freelance",
    "freelancer",
    "producer",
    "expert",
    "analyst",
    "director",
    "manager",
    "officer",
    "ceo",
    "founder",
    "co-founder",
    "cofounder",
    "president",
    "specialist",
    "strategist",
    "consultant",
    "head",
    "marketing",
    "photographer",
    "redakteur",
    "redakteurin",
    "journaliste",
    "redactor",
    "redactora",
    "periodista",
    "giornalista",
    "korrespondent",
    "korrespondentin",
    "assistant",
    "executive",
    "chief",
    "professor",
    "lawyer",
];
/// What a program writes where it knows no name.
const NOBODY: [&str; 18] = [
    "admin",
    "administrator",
    "null",
    "none",
    "undefined",
    "author",
    "authors",
    "unknown",
    "editor",
    "anonymous",
    "guest",
    "user",
    "root",
    "webmaster",
    "test",
    "n/a",
    "default",
    "share",
];

/// Adds the names in a byline. Addresses, roles, what a program writes for nobody, and repeats are left out.
pub(crate) fn add_names(stated: &str, out: &mut Vec<String>) {
    let plain = plain(stated);
    let mut parts = vec![plain.as_str()];
    for sign in [";", "|", "\n", " • ", " · ", ", ", "、", "，"] {
        parts = parts.into_iter().flat_map(|part| part.split(sign)).collect();
    }
    for (at, part) in parts.into_iter().enumerate() {
        // "Jane Doe, home and garden editor": what follows a name and ends in a role is none.
        if at > 0 && part.rsplit([' ', '-']).next().is_some_and(|word| is_role_word(&word.to_lowercase())) {
            continue;
        }
        let mut names = vec![part];
        for sign in BETWEEN {
            names = names.into_iter().flat_map(|name| name.split(sign)).collect();
        }
        for name in names {
            let name = bare_name(name);
            let lower = name.to_lowercase();
            let known = out.iter().any(|known| known.to_lowercase() == lower);
            if !known && out.len() < 20 && is_name(name, &lower) {
                out.push(name.to_owned());
            }
        }
    }
}

/// Whether a word (lower case) names what somebody does.
pub(super) fn is_role_word(lower: &str) -> bool {
    ROLES.contains(&lower)
}

/// A name without "By", without what stands behind a dash or in brackets.
fn bare_name(part: &str) -> &str {
    let mut name = part.trim();
    for _ in 0..2 {
        let lower = name.to_lowercase();
        // Lower case may have another length: only a prefix of the same bytes is cut.
        let opening = OPENINGS.iter().find(|opening| lower.starts_with(**opening) && name.is_char_boundary(opening.len()));
        name = opening.and_then(|opening| name.get(opening.len()..)).unwrap_or(name).trim();
    }
    for sign in [" - ", " – ", " — ", " ("] {
        if let Some((before, _)) = name.split_once(sign)
            && before.split_whitespace().count() >= 2
        {
            name = before;
        }
    }
    for role in [" 기자", "記者", "记者", " muhabiri"] {
        name = name.strip_suffix(role).unwrap_or(name);
    }
    name.trim().trim_matches([',', '.', '-', '–', ':', '/', '"', '“', '”']).trim()
}

fn is_name(name: &str, lower: &str) -> bool {
    name.chars().any(char::is_alphabetic)
        && name.len() <= 80
        && !lower.contains("://")
        && !lower.starts_with("www.")
        && !name.contains(['@', '{', '}', '<', '>', '=', '_', '[', ']'])
        && !name.starts_with(['(', '#', '%', '$'])
        && !lower.contains("image:")
        && !lower.contains(": ")
        // A programmer's path, not an outlet's address.
        && !(name.matches('.').count() >= 2 && !name.contains(' ') && name.chars().all(|c| c.is_lowercase() || c == '.'))
        && !NOBODY.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::add_names;

    fn names(stated: &[&str]) -> Vec<String> {
        let mut names = Vec::new();
        for line in stated {
            add_names(line, &mut names);
        }
        names
    }

    #[test]
    fn bylines_become_names() {
        assert_eq!(
            names(&["By Jane Doe and John Roe, Ann Poe", "https://a.example/jane", "JANE DOE"]),
            ["Jane Doe", "John Roe", "Ann Poe"]
        );
        assert_eq!(names(&["Von Ute Alm und Jan Beck, dpa"]), ["Ute Alm", "Jan Beck", "dpa"]);
        assert_eq!(names(&["Written by: Mia Dahl (Oslo desk)"]), ["Mia Dahl"]);
        assert_eq!(names(&["Lu Yan、Wei Min"]), ["Lu Yan", "Wei Min"]);
    }

    #[test]
    fn roles_and_what_stands_for_nobody_are_left_out() {
        assert_eq!(names(&["Jane Doe, Senior Markets Editor"]), ["Jane Doe"]);
        assert_eq!(names(&["Jane Doe, home and garden expert, Bo Lind"]), ["Jane Doe", "Bo Lind"]);
        assert_eq!(names(&["김하늘 기자"]), ["김하늘"]);
        assert_eq!(names(&["Jane Doe - The Harbour Post Team"]), ["Jane Doe"]);
        for nobody in ["admin", "page.head.author", "{{ author }}", "(Image: A Shop)", "design: Bo Lind", "jane@post.example", "12", ""] {
            assert!(names(&[nobody]).is_empty(), "{nobody}");
        }
        // Outlets and desks sign too.
        assert_eq!(names(&["post.example"]), ["post.example"]);
        assert_eq!(names(&["Harbour Post Staff"]), ["Harbour Post Staff"]);
        assert_eq!(names(&["Jean-Luc Alm, Jo-Ann Beck"]), ["Jean-Luc Alm", "Jo-Ann Beck"]);
    }
}

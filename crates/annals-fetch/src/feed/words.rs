//! The words in dates: months in the languages that feeds are met in, and names of time zones.

/// Beginnings of months' names, longer ones first where one begins another; all in lower case.
#[rustfmt::skip]
const MONTHS: [(&str, i8); 125] = [
    // English, and what begins alike elsewhere.
    ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7), ("aug", 8), ("sep", 9), ("oct", 10), ("nov", 11),
    ("dec", 12),
    // German, Dutch, Scandinavian.
    ("jän", 1), ("jaen", 1), ("mär", 3), ("mrz", 3), ("maer", 3), ("mrt", 3), ("maart", 3), ("mai", 5), ("mei", 5), ("maj", 5), ("okt", 10),
    ("dez", 12), ("des", 12),
    // French.
    ("fév", 2), ("fev", 2), ("avr", 4), ("juin", 6), ("juil", 7), ("jui", 7), ("aoû", 8), ("aou", 8), ("déc", 12),
    // Spanish, Portuguese, Italian, Catalan.
    ("ene", 1), ("abr", 4), ("ago", 8), ("set", 9), ("dic", 12), ("out", 10), ("gen", 1), ("mag", 5), ("giu", 6), ("lug", 7), ("ott", 10),
    ("març", 3),
    // Hungarian.
    ("márc", 3), ("ápr", 4), ("apri", 4), ("máj", 5), ("máu", 5), ("jún", 6), ("júl", 7), ("szept", 9), ("sze", 9),
    // Polish.
    ("sty", 1), ("lut", 2), ("kwi", 4), ("cze", 6), ("lip", 7), ("sie", 8), ("wrz", 9), ("paź", 10), ("lis", 11), ("gru", 12),
    // Turkish.
    ("oca", 1), ("şub", 2), ("nis", 4), ("haz", 6), ("tem", 7), ("ağu", 8), ("eyl", 9), ("eki", 10), ("kas", 11), ("ara", 12),
    // Russian, Ukrainian.
    ("янв", 1), ("фев", 2), ("мар", 3), ("апр", 4), ("мая", 5), ("май", 5), ("июн", 6), ("июл", 7), ("авг", 8), ("сен", 9), ("окт", 10),
    ("ноя", 11), ("дек", 12), ("січ", 1), ("лют", 2), ("бер", 3), ("кві", 4), ("тра", 5), ("чер", 6), ("лип", 7), ("сер", 8), ("вер", 9),
    ("жов", 10), ("лис", 11), ("гру", 12),
    // Greek.
    ("ιαν", 1), ("φεβ", 2), ("μαρ", 3), ("μάρ", 3), ("μάώ", 3), ("μαώ", 3), ("απρ", 4), ("μάι", 5), ("μαι", 5), ("μαϊ", 5), ("μαΐ", 5),
    ("μάϊ", 5), ("ιούν", 6), ("ιουν", 6), ("ιον", 6), ("ιούλ", 7), ("ιουλ", 7), ("ιολ", 7), ("αύγ", 8), ("αυγ", 8), ("σεπ", 9), ("οκτ", 10),
    ("νοέ", 11), ("νοε", 11), ("δεκ", 12),
];

/// Zones by name, in minutes east of UTC. `IST` and the like mean several and are left out; those of RFC 822 mean what
/// it says.
#[rustfmt::skip]
const ZONES: [(&str, i16); 85] = [
    ("z", 0), ("ut", 0), ("utc", 0), ("gmt", 0), ("uct", 0), ("wet", 0), ("west", 60), ("bst", 60), ("cet", 60), ("cest", 120), ("met", 60),
    ("mest", 120), ("mez", 60), ("mesz", 120), ("eet", 120), ("eest", 180), ("msk", 180), ("msd", 240), ("sast", 120), ("nst", -210),
    ("ndt", -150), ("ast", -240), ("adt", -180), ("at", -240), ("est", -300), ("edt", -240), ("et", -300), ("cst", -360), ("cdt", -300),
    ("ct", -360), ("mst", -420), ("mdt", -360), ("mt", -420), ("pst", -480), ("pdt", -420), ("pt", -480), ("akst", -540), ("akdt", -480),
    ("hst", -600), ("hast", -600), ("brt", -180), ("brst", -120), ("art", -180), ("pkt", 300), ("npt", 345), ("ict", 420), ("wib", 420),
    ("hkt", 480), ("sgt", 480), ("myt", 480), ("pht", 480), ("awst", 480), ("jst", 540), ("kst", 540), ("acst", 570), ("acdt", 630),
    ("aest", 600), ("aedt", 660), ("nzst", 720), ("nzdt", 780), ("a", -60), ("b", -120), ("c", -180), ("d", -240), ("e", -300), ("f", -360),
    ("g", -420), ("h", -480), ("i", -540), ("k", -600), ("l", -660), ("m", -720), ("n", 60), ("o", 120), ("p", 180), ("q", 240), ("r", 300),
    ("s", 360), ("t", 420), ("u", 480), ("v", 540), ("w", 600), ("x", 660), ("y", 720), ("uk", 0),
];

/// The number of a month by its name or the beginning of it.
pub(super) fn month(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    if lower.chars().count() > 12 || !lower.chars().all(char::is_alphabetic) {
        return None;
    }
    MONTHS.iter().filter(|(start, _)| lower.starts_with(start)).max_by_key(|(start, _)| start.len()).map(|(_, number)| *number)
}

/// `+0800`, `-05:00`, `+08`, `GMT+8`, `EST`, `Etc/GMT`.
pub(super) fn zone(text: &str) -> Option<i16> {
    let lower = text.to_ascii_lowercase();
    let lower = lower.strip_prefix("etc/").unwrap_or(&lower);
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == lower) {
        return Some(*minutes);
    }
    let rest = ["gmt", "utc", "ut"].iter().find_map(|name| lower.strip_prefix(name)).unwrap_or(lower);
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let number = rest.get(1..)?;
    let (hours, minutes) = match number.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if number.len() > 2 => number.split_at_checked(number.len() - 2)?,
        None => (number, "0"),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 2;
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::{month, zone};

    #[test]
    fn months_and_zones_are_known_by_name() {
        for (word, number) in [("Sept", 9), ("juin", 6), ("juillet", 7), ("március", 3), ("август", 8), ("Ιούνιος", 6), ("DEZ", 12)]
        {
            assert_eq!(month(word), Some(number), "{word}");
        }
        assert_eq!((month("ma"), month("monday"), month("é")), (None, None, None));
        for (text, minutes) in [("+8", 480), ("-0330", -210), ("GMT-05:00", -300), ("y", 720), ("+530", 330)] {
            assert_eq!(zone(text), Some(minutes), "{text}");
        }
        assert_eq!((zone("IST"), zone("+9900"), zone("+é:0"), zone("+")), (None, None, None, None));
    }
}

//! Short lines on figures read as English, say something, and name an old value once.

mod desk;

use annals_model::{Direction, Grain, Hedge, Kind, Metric, Modality, Unit};
use annals_story::{digest, digest_markdown};
use desk::article;

const USD: Unit = Unit::Money(annals_model::Currency::new("USD"));

#[test]
fn measure_direction_and_hedge_make_a_phrase() {
    use Direction::{Down, In, Level, Out, Up};
    type Case<'a> = (&'a str, &'a str, &'a str, Unit, Option<Direction>, Hedge, Option<Metric>, Modality, Option<&'a str>);
    let cases: &[Case<'_>] = &[
        (
            "may gain up to 4 percent",
            "4 percent",
            "4",
            Unit::Percent,
            Some(Up),
            Hedge::UpTo,
            Some(Metric::Return),
            Modality::Forecast,
            Some("up by up to 4 percent (forecast)"),
        ),
        (
            "lost nearly 7%",
            "7%",
            "7",
            Unit::Percent,
            Some(Down),
            Hedge::Nearly,
            Some(Metric::Return),
            Modality::Reported,
            Some("down nearly 7%"),
        ),
        (
            "has a target of 24,000",
            "24,000",
            "24000",
            Unit::IndexPoint,
            Some(Level),
            Hedge::Exact,
            Some(Metric::PriceTarget),
            Modality::Target,
            Some("price target of 24,000"),
        ),
        ("jumped to $41.20", "$41.20", "41.2", USD, Some(Up), Hedge::Exact, Some(Metric::Earnings), Modality::Reported, Some("at $41.20")),
        (
            "will reach 24,000",
            "24,000",
            "24000",
            Unit::IndexPoint,
            None,
            Hedge::Exact,
            Some(Metric::Level),
            Modality::Forecast,
            Some("at 24,000 (forecast)"),
        ),
        (
            "raised $5 billion",
            "$5 billion",
            "5000000000",
            USD,
            Some(In),
            Hedge::Exact,
            Some(Metric::Proceeds),
            Modality::Reported,
            Some("proceeds of $5 billion"),
        ),
        (
            "drew $2 billion",
            "$2 billion",
            "2000000000",
            USD,
            Some(In),
            Hedge::About,
            Some(Metric::Flow),
            Modality::Reported,
            Some("inflow of about $2 billion"),
        ),
        (
            "lost $2 billion",
            "$2 billion",
            "2000000000",
            USD,
            Some(Out),
            Hedge::Exact,
            Some(Metric::Flow),
            Modality::Reported,
            Some("outflow of $2 billion"),
        ),
        (
            "placed 48 million shares",
            "48 million shares",
            "48000000",
            Unit::Share,
            Some(Up),
            Hedge::Exact,
            Some(Metric::ShareCount),
            Modality::Reported,
            Some("up 48 million shares"),
        ),
        (
            "holds 48 million shares",
            "48 million shares",
            "48000000",
            Unit::Share,
            None,
            Hedge::Exact,
            Some(Metric::ShareCount),
            Modality::Reported,
            Some("48 million shares"),
        ),
        (
            "made 46% of turnover",
            "46%",
            "46",
            Unit::Percent,
            None,
            Hedge::Exact,
            Some(Metric::TurnoverShare),
            Modality::Reported,
            Some("46% share of turnover"),
        ),
        ("sat 11% below its price", "11%", "11", Unit::Percent, None, Hedge::Exact, Some(Metric::Price), Modality::Reported, None),
        ("lost it in one session", "one session", "1", Unit::Count(None), Some(Down), Hedge::Exact, None, Modality::Reported, None),
        ("saw two events", "two events", "2", Unit::Count(None), None, Hedge::Exact, None, Modality::Reported, None),
        ("was noted for 3%", "3%", "3", Unit::Percent, None, Hedge::Exact, None, Modality::Reported, None),
    ];
    for (said, words, value, unit, direction, hedge, metric, modality, expected) in cases {
        let text = format!("Tarn Motors {said}, it said.");
        let made = article("a", &text)
            .published("2025-03-06")
            .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
            .figure_with(words, value, *unit, "Tarn Motors", *direction, |figure| {
                (figure.hedge, figure.metric, figure.modality) = (*hedge, *metric, *modality);
            })
            .done();
        let all = [made];
        let made = digest(&[&all[0]]);
        let figures: Vec<&str> = made.profiles[0].figures.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(figures, expected.iter().copied().collect::<Vec<_>>(), "{text}");
        assert_eq!(annals_story::verify_digest(&made, &desk::finder(&all)), Vec::<String>::new());
    }
}

#[test]
fn an_old_value_is_named_once_and_a_leaning_period_not_at_all() {
    let made =
        article("a", "Orland lifted its target for Tarn Motors to $50 from $40. A week later Tarn Motors had lost $9 billion of value.")
            .published("2025-03-06")
            .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
            .date("A week later", "2025-02-03", "2025-02-04", Grain::Day)
            .figure_with("$50", "50", USD, "Tarn Motors", None, |figure| {
                (figure.metric, figure.modality, figure.from) = (Some(Metric::PriceTarget), Modality::Target, Some(1));
            })
            .figure_with("$40", "40", USD, "Tarn Motors", None, |figure| {
                (figure.metric, figure.modality, figure.to) = (Some(Metric::PriceTarget), Modality::Target, Some(0));
            })
            .figure_with("$9 billion", "9000000000", USD, "Tarn Motors", Some(Direction::Down), |figure| {
                (figure.metric, figure.period) = (Some(Metric::MarketValue), Some(0));
            });
    let mut made = made.done();
    made.annotations.times[0].basis = annals_model::Basis::Previous;
    let figures: Vec<String> = digest(&[&made]).profiles.remove(0).figures.into_iter().map(|line| line.text).collect();
    assert_eq!(figures, ["price target of $50, from $40", "market value down $9 billion"]);
}

#[test]
fn three_tickers_at_most_with_the_home_listing_first() {
    for (tickers, shown) in [
        (&["XHKG:1211", "XSHE:002594", "OTCM:BYDDF"][..], "Tarn Motors (XHKG:1211, XSHE:002594)"),
        (&["OTCM:TARNF"], "Tarn Motors (OTCM:TARNF)"),
        (&["XLON:TRN", "XNYS:TRN", "XPAR:TRN", "XETR:TRN"], "Tarn Motors (XLON:TRN, XNYS:TRN, XPAR:TRN)"),
        (&[], "### Tarn Motors\n"),
    ] {
        let mut made = article("a", "Tarn Motors rose.").published("2025-03-06").entity("xx:tarn", Kind::Firm, &["Tarn Motors"]).done();
        made.annotations.entities[0].tickers = tickers.iter().map(|ticker| (*ticker).to_owned()).collect();
        assert!(digest_markdown(&digest(&[&made])).contains(shown), "{shown}");
    }
}

#[test]
fn a_figure_is_not_of_the_day_of_what_it_is_set_against() {
    for (text, shown) in [
        ("Kestrel Bank rose 8%, above the peak seen in May.", "up 8%"),
        ("Kestrel Bank rose 8%, more than it had put on in May.", "up 8%"),
        ("Kestrel Bank rose 8%, below the mark set in May.", "up 8%"),
        ("Since hitting a low in May, Kestrel Bank has gained 8%.", "up 8% (since hitting a low in May)"),
        ("Since selling its pier in May, Kestrel Bank has gained 8%.", "up 8% (since selling its pier in May)"),
        ("Kestrel Bank rose 8% in May.", "up 8% (in May)"),
    ] {
        let made = article("a", text)
            .published("2025-06-04")
            .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
            .date("May", "2025-05-01", "2025-06-01", Grain::Month)
            .figure_with("8%", "8", Unit::Percent, "Kestrel Bank", Some(Direction::Up), |figure| figure.period = Some(0))
            .done();
        let figures: Vec<String> = digest(&[&made]).profiles.into_iter().flat_map(|note| note.figures).map(|line| line.text).collect();
        assert_eq!(figures, [shown], "{text}");
    }
}

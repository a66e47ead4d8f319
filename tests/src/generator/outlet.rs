//! Invented newspapers and wires, each with its clock and its way of spelling.

/// How an outlet spells money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MoneyStyle {
    /// "$3.2 billion", "3.2 billion yuan".
    Symbol,
    /// "3.2 billion dollars".
    Words,
    /// "$3.2bn".
    Short,
}

/// One outlet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlet {
    /// The name it gives itself.
    pub(super) name: &'static str,
    /// Its host; all end in `.example`.
    pub(super) host: &'static str,
    /// Its clock: hours east of Greenwich, from -5 to 9.
    pub(super) hours_east: i64,
    /// What it writes after the number of a percentage.
    pub(super) percent: &'static str,
    /// How it spells money.
    pub(super) money: MoneyStyle,
    /// "4 March" instead of "March 4".
    pub(super) day_first: bool,
    /// Curly quotation marks instead of straight ones.
    pub(super) curly: bool,
    /// Whether its pieces open with a dateline.
    pub(super) dateline: bool,
}

use MoneyStyle::{Short, Symbol, Words};

/// All outlets, the busiest first.
pub(super) const OUTLETS: &[Outlet] = &[
    outlet("Harbour Wire", "harbour-wire.example", 0, "%", Symbol, [true, false, true]),
    outlet("Meridian Post", "meridian-post.example", -5, " percent", Symbol, [false, true, false]),
    outlet("Ledger & Tape", "ledger-tape.example", -5, "%", Symbol, [false, false, true]),
    outlet("The Exchange Courier", "exchange-courier.example", 0, "%", Short, [true, true, false]),
    outlet("Lantern Daily", "lantern-daily.example", 8, " per cent", Words, [true, false, false]),
    outlet("Northgate Business News", "northgate-business.example", -5, "%", Symbol, [false, true, true]),
    outlet("Pagoda Markets", "pagoda-markets.example", 8, "%", Symbol, [false, false, true]),
    outlet("Kontor Report", "kontor-report.example", 1, "%", Symbol, [true, true, false]),
    outlet("Evening Bourse", "evening-bourse.example", 1, " percent", Words, [true, false, false]),
    outlet("Saffron Financial", "saffron-financial.example", 5, "%", Symbol, [true, false, true]),
    outlet("Pacific Quote", "pacific-quote.example", 9, " percent", Symbol, [false, true, false]),
    outlet("Tidewater Journal", "tidewater-journal.example", -4, " percent", Symbol, [false, true, false]),
    outlet("Capital Square", "capital-square.example", 0, "%", Short, [true, true, false]),
    outlet("Green Column", "green-column.example", 3, "%", Symbol, [true, false, false]),
    outlet("The Closing Bell Review", "closing-bell-review.example", -5, "%", Symbol, [false, false, false]),
    outlet("Silk Street Observer", "silk-street.example", 8, "%", Symbol, [false, true, true]),
    outlet("Old Mint Gazette", "old-mint.example", 0, " per cent", Short, [true, true, false]),
    outlet("Firm & Field", "firm-field.example", 2, " percent", Words, [true, false, false]),
    outlet("Basis Point Brief", "basis-point-brief.example", 1, "%", Short, [true, false, false]),
    outlet("Straits Commerce", "straits-commerce.example", 8, " per cent", Symbol, [true, true, true]),
];

/// `ways`: day first, curly quotation marks, dateline.
const fn outlet(
    name: &'static str,
    host: &'static str,
    hours_east: i64,
    percent: &'static str,
    money: MoneyStyle,
    [day_first, curly, dateline]: [bool; 3],
) -> Outlet {
    Outlet { name, host, hours_east, percent, money, day_first, curly, dateline }
}

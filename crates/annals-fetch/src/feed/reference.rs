//! Resolves references (`&eacute;`, `&#8217;`) in feeds, those of the feed's own document type too, within bounds.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Most bytes that one entity of a document type may stand for, and all its uses together.
const MAX_ENTITY: usize = 10_000;
const MAX_EXPANDED: usize = 1 << 20;
/// Most entities that are read of a document type, and how deep one may hold others.
const MAX_ENTITIES: usize = 500;
const MAX_DEPTH: usize = 8;

/// The named characters of HTML 4, each followed by its code.
const NAMES: &str = "AElig 198 Aacute 193 Acirc 194 Agrave 192 Alpha 913 Aring 197 Atilde 195 Auml 196 Beta 914 Ccedil 199 Chi 935 \
     Dagger 8225 Delta 916 ETH 208 Eacute 201 Ecirc 202 Egrave 200 Epsilon 917 Eta 919 Euml 203 Gamma 915 Iacute 205 \
     Icirc 206 Igrave 204 Iota 921 Iuml 207 Kappa 922 Lambda 923 Mu 924 Ntilde 209 Nu 925 OElig 338 Oacute 211 Ocirc 212 \
     Ograve 210 Omega 937 Omicron 927 Oslash 216 Otilde 213 Ouml 214 Phi 934 Pi 928 Prime 8243 Psi 936 Rho 929 Scaron 352 \
     Sigma 931 THORN 222 Tau 932 Theta 920 Uacute 218 Ucirc 219 Ugrave 217 Upsilon 933 Uuml 220 Xi 926 Yacute 221 Yuml 376 \
     Zeta 918 aacute 225 acirc 226 acute 180 aelig 230 agrave 224 alefsym 8501 alpha 945 amp 38 and 8743 ang 8736 apos 39 \
     aring 229 asymp 8776 atilde 227 auml 228 bdquo 8222 beta 946 brvbar 166 bull 8226 cap 8745 ccedil 231 cedil 184 \
     cent 162 chi 967 circ 710 clubs 9827 cong 8773 copy 169 crarr 8629 cup 8746 curren 164 dArr 8659 dagger 8224 darr 8595 \
     deg 176 delta 948 diams 9830 divide 247 eacute 233 ecirc 234 egrave 232 empty 8709 emsp 8195 ensp 8194 epsilon 949 \
     equiv 8801 eta 951 eth 240 euml 235 euro 8364 exist 8707 fnof 402 forall 8704 frac12 189 frac14 188 frac34 190 \
     frasl 8260 gamma 947 ge 8805 gt 62 hArr 8660 harr 8596 hearts 9829 hellip 8230 iacute 237 icirc 238 iexcl 161 \
     igrave 236 image 8465 infin 8734 int 8747 iota 953 iquest 191 isin 8712 iuml 239 kappa 954 lArr 8656 lambda 955 \
     lang 9001 laquo 171 larr 8592 lceil 8968 ldquo 8220 le 8804 lfloor 8970 lowast 8727 loz 9674 lrm 8206 lsaquo 8249 \
     lsquo 8216 lt 60 macr 175 mdash 8212 micro 181 middot 183 minus 8722 mu 956 nabla 8711 nbsp 160 ndash 8211 ne 8800 \
     ni 8715 not 172 notin 8713 nsub 8836 ntilde 241 nu 957 oacute 243 ocirc 244 oelig 339 ograve 242 oline 8254 omega 969 \
     omicron 959 oplus 8853 or 8744 ordf 170 ordm 186 oslash 248 otilde 245 otimes 8855 ouml 246 para 182 part 8706 \
     permil 8240 perp 8869 phi 966 pi 960 piv 982 plusmn 177 pound 163 prime 8242 prod 8719 prop 8733 psi 968 quot 34 \
     rArr 8658 radic 8730 rang 9002 raquo 187 rarr 8594 rceil 8969 rdquo 8221 real 8476 reg 174 rfloor 8971 rho 961 rlm 8207 \
     rsaquo 8250 rsquo 8217 sbquo 8218 scaron 353 sdot 8901 sect 167 shy 173 sigma 963 sigmaf 962 sim 8764 spades 9824 \
     sub 8834 sube 8838 sum 8721 sup 8835 sup1 185 sup2 178 sup3 179 supe 8839 szlig 223 tau 964 there4 8756 theta 952 \
     thetasym 977 thinsp 8201 thorn 254 tilde 732 times 215 trade 8482 uArr 8657 uacute 250 uarr 8593 ucirc 251 ugrave 249 \
     uml 168 upsih 978 upsilon 965 uuml 252 weierp 8472 xi 958 yacute 253 yen 165 yuml 255 zeta 950 zwj 8205 zwnj 8204";

static NAMED: LazyLock<BTreeMap<&str, char>> = LazyLock::new(|| {
    let words: Vec<&str> = NAMES.split_ascii_whitespace().collect();
    words.chunks(2).filter_map(|pair| Some((*pair.first()?, char::from_u32(pair.get(1)?.parse().ok()?)?))).collect()
});

/// What Windows' Western charset has in the places that Latin-1 leaves to controls; writers mean these.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The character meant by a code between U+0080 and U+009F; others stand for themselves.
pub(super) fn meant(c: char) -> char {
    match u32::from(c) {
        code @ 0x80..=0x9f => WINDOWS.get(code as usize - 0x80).copied().unwrap_or(c),
        _ => c,
    }
}

/// The entities that a feed declares for itself.
#[derive(Default)]
pub(super) struct Entities {
    declared: BTreeMap<String, String>,
    expanded: RefCell<BTreeMap<String, Option<String>>>,
    spent: Cell<usize>,
}

impl Entities {
    /// Reads what a document type declares; entities kept in other files are not.
    pub(super) fn declare(&mut self, doctype: &str) {
        for declaration in doctype.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
            let mut words = declaration.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(rest)) = (words.next(), words.next()) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let Some((value, _)) = rest.get(1..).and_then(|rest| rest.split_once(quote)) else { continue };
            if value.len() <= MAX_ENTITY {
                self.declared.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
    }

    fn expand(&self, name: &str, depth: usize) -> Option<String> {
        if let Some(known) = self.expanded.borrow().get(name) {
            return known.clone();
        }
        let value = self.declared.get(name).filter(|_| depth < MAX_DEPTH)?;
        // While it is being expanded it is unknown, so that one which holds itself comes to an end.
        self.expanded.borrow_mut().insert(name.to_owned(), None);
        let mut out = Some(String::new());
        each(value, |piece| {
            let text = match piece {
                Piece::Text(text) => Some(text.to_owned()),
                Piece::Reference(name, _) if self.declared.contains_key(name) => self.expand(name, depth + 1),
                Piece::Reference(name, printed) => Some(plain(name).unwrap_or_else(|| printed.to_owned())),
            };
            out = match (out.take(), text) {
                (Some(so_far), Some(text)) if so_far.len() + text.len() <= MAX_ENTITY => Some(so_far + &text),
                _ => None,
            };
        });
        self.expanded.borrow_mut().insert(name.to_owned(), out.clone());
        out
    }

    /// Adds a text to another with its references resolved; what means nothing stays as it is printed.
    pub(super) fn resolve(&self, text: &str, out: &mut String) {
        each(text, |piece| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Reference(name, printed) => {
                let own = if self.declared.is_empty() { None } else { self.expand(name, 0) };
                let own = own.filter(|text| {
                    self.spent.set(self.spent.get() + text.len());
                    self.spent.get() <= MAX_EXPANDED
                });
                match own.or_else(|| plain(name)) {
                    Some(text) => out.push_str(&text),
                    None => out.push_str(printed),
                }
            }
        });
    }
}

/// Adds a text to another with the references resolved that HTML knows.
pub(super) fn resolve_html(text: &str, out: &mut String) {
    each(text, |piece| match piece {
        Piece::Text(text) => out.push_str(text),
        Piece::Reference(name, printed) => match plain(name) {
            Some(text) => out.push_str(&text),
            None => out.push_str(printed),
        },
    });
}

/// Whether a text holds a reference that HTML knows.
pub(super) fn has_reference(text: &str) -> bool {
    let mut found = false;
    each(text, |piece| found |= matches!(piece, Piece::Reference(name, _) if plain(name).is_some()));
    found
}

enum Piece<'a> {
    Text(&'a str),
    /// What stands between `&` and `;`, and the whole as printed.
    Reference(&'a str, &'a str),
}

fn each<'a>(text: &'a str, mut take: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            take(Piece::Text(before));
        }
        let name_length =
            after.bytes().skip(1).take(40).position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'#' | b'.' | b'-' | b'_'));
        match name_length {
            Some(length) if length > 0 && after.as_bytes().get(length + 1) == Some(&b';') => {
                take(Piece::Reference(after.get(1..=length).unwrap_or_default(), after.get(..length + 2).unwrap_or_default()));
                rest = after.get(length + 2..).unwrap_or_default();
            }
            _ => {
                take(Piece::Text("&"));
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    if !rest.is_empty() {
        take(Piece::Text(rest));
    }
}

/// What a reference stands for in every feed.
fn plain(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return NAMED.get(name).map(char::to_string) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    };
    code.filter(|code| *code > 0).and_then(char::from_u32).map(|c| meant(c).to_string())
}

//! Pages in other alphabets, and pages that lie about theirs: with a mark, a header, a statement of their own, or nothing.

use annals_clean::decode;
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};

const CHINESE: &str = "锌价周一上涨近一成，港口的商人们都很高兴，因为工厂整个冬天都在等待这样的价格。分析师表示，下个季度的订单可能继续增加，但运费也在上升，利润未必能跟上。";
const TAIWANESE: &str = "鋅價週一上漲近一成，港口的商人們都很高興，因為工廠整個冬天都在等待這樣的價格。分析師表示，下個季度的訂單可能繼續增加，但運費也在上升，利潤未必能跟上。";
const JAPANESE: &str = "亜鉛の価格は月曜日に一割近く上がり、港の商人たちは喜んだ。工場は冬の間ずっとこの値段を待っていたからだ。アナリストによると、来期の受注は増える見込みだが、運賃も上がっている。";
const KOREAN: &str = "아연 가격이 월요일에 거의 십 퍼센트 올라 항구의 상인들이 기뻐했다. 공장들은 겨울 내내 이런 가격을 기다려 왔다. 분석가들은 다음 분기 주문이 늘겠지만 운임도 오르고 있다고 말했다.";
const RUSSIAN: &str = "В понедельник цена на цинк выросла почти на десятую часть, и торговцы в порту были рады: заводы ждали такой цены всю зиму. Аналитики говорят, что заказы вырастут, но фрахт дорожает.";
const POLISH: &str = "W poniedziałek cena cynku wzrosła o prawie jedną dziesiątą, a kupcy w porcie się ucieszyli. Zakłady czekały na tę cenę całą zimę. Jeśli wierzyć analitykom, zamówień będzie więcej, lecz fracht też jeszcze zdrożeje, choćby i dziś.";
const TURKISH: &str = "Çinko fiyatı pazartesi günü yaklaşık onda bir yükseldi ve limandaki tüccarlar sevindi. Fabrikalar bütün kış bu fiyatı bekliyordu. Analistler siparişlerin artacağını, ancak navlunun da yükseldiğini söylüyor.";
const GERMAN: &str = "Der Zinkpreis stieg am Montag um fast ein Zehntel, und die Händler am Hafen waren froh. Die Hütten hatten den ganzen Winter auf einen solchen Preis gewartet. Größere Aufträge dürften folgen, heißt es.";
const FRENCH: &str = "Le prix du zinc a grimpé lundi de près d’un dixième, et les négociants du port s’en sont réjouis. Les usines l’attendaient depuis l’hiver. D’après les analystes, les commandes augmenteront, mais le fret coûte « très » cher à présent, même à Anvers où l’été a déjà été agité.";

const LANGUAGES: [(&str, &Encoding); 11] = [
    (CHINESE, GBK),
    (CHINESE, GB18030),
    (TAIWANESE, BIG5),
    (JAPANESE, SHIFT_JIS),
    (JAPANESE, EUC_JP),
    (KOREAN, EUC_KR),
    (RUSSIAN, WINDOWS_1251),
    (POLISH, WINDOWS_1250),
    (TURKISH, WINDOWS_1254),
    (GERMAN, WINDOWS_1252),
    (FRENCH, WINDOWS_1252),
];

/// A page of three paragraphs, with `head` in its head.
fn page(head: &str, words: &str) -> String {
    format!("<!DOCTYPE html><html><head>{head}<title>Zinc</title></head><body><p>{words}</p><p>{words}</p><p>{words}</p></body></html>")
}

fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{} lacks a letter", encoding.name());
    bytes.into_owned()
}

#[test]
fn stated_by_the_header() {
    for (words, encoding) in LANGUAGES {
        let html = page("", words);
        let header = format!("text/html; charset={}", encoding.name());
        assert_eq!(decode(&bytes(&html, encoding), Some(&header)), html, "{header}");
    }
}

#[test]
fn stated_by_the_page() {
    for (words, encoding) in LANGUAGES {
        let name = encoding.name();
        for head in [
            format!("<meta charset=\"{name}\">"),
            format!("<meta content='text/html; charset={name}' http-equiv='Content-Type'>"),
            format!("<!-- {} --><meta charset={name} >", "x".repeat(3000)),
        ] {
            let html = page(&head, words);
            assert_eq!(decode(&bytes(&html, encoding), Some("text/html")), html, "{head}");
        }
        let html = format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{}", page("", words));
        assert_eq!(decode(&bytes(&html, encoding), None), html, "{name}");
    }
}

#[test]
fn stated_by_nobody() {
    for (words, encoding) in LANGUAGES {
        let html = page("", words);
        assert_eq!(decode(&bytes(&html, encoding), None), html, "{}", encoding.name());
    }
    let html = page("", JAPANESE);
    assert_eq!(decode(&bytes(&html, ISO_2022_JP), None), html);
}

#[test]
fn the_header_says_utf8_and_lies() {
    for (words, encoding) in LANGUAGES.into_iter().chain([(JAPANESE, ISO_2022_JP)]) {
        for head in [String::new(), format!("<meta charset={}>", encoding.name())] {
            let html = page(&head, words);
            assert_eq!(decode(&bytes(&html, encoding), Some("text/html; charset=utf-8")), html, "{} {head}", encoding.name());
        }
        // The page repeats the lie.
        let html = page("<meta charset=utf-8>", words);
        assert_eq!(decode(&bytes(&html, encoding), Some("text/html; charset=utf-8")), html, "{}", encoding.name());
    }
}

#[test]
fn the_header_says_latin_and_lies() {
    for (words, encoding) in LANGUAGES {
        let html = page(&format!("<meta charset={}>", encoding.name()), words);
        assert_eq!(decode(&bytes(&html, encoding), Some("text/html; charset=ISO-8859-1")), html, "{}", encoding.name());
        // It was UTF-8 all the time.
        assert_eq!(decode(html.as_bytes(), Some("text/html; charset=ISO-8859-1")), html, "{}", encoding.name());
    }
    for (words, encoding) in LANGUAGES.into_iter().take(7) {
        let html = page("", words);
        assert_eq!(decode(&bytes(&html, encoding), Some("text/html; charset=ISO-8859-1")), html, "{}", encoding.name());
    }
}

#[test]
fn one_eastern_alphabet_stated_for_another() {
    for (words, encoding) in LANGUAGES.into_iter().take(6) {
        for stated in [GBK, BIG5, SHIFT_JIS, EUC_JP, EUC_KR] {
            let html = page("", words);
            let body = bytes(&html, encoding);
            // Where the stated alphabet fits every byte there is nothing to see.
            if !stated.decode_without_bom_handling(&body).1 {
                continue;
            }
            let header = format!("text/html; charset={}", stated.name());
            assert_eq!(decode(&body, Some(&header)), html, "{} as {header}", encoding.name());
        }
    }
}

#[test]
fn two_bytes_a_character() {
    for (words, _) in LANGUAGES {
        for html in
            [page("", words), page("<meta charset=utf-16>", words), format!("<html><title>{words}</title></html>"), format!("\n<p>{words}")]
        {
            let little: Vec<u8> = html.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = html.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for header in [None, Some("text/html; charset=utf-16"), Some("text/html; charset=utf-8"), Some("text/html; charset=ISO-8859-1")]
            {
                assert_eq!(decode(&little, header), html);
                assert_eq!(decode(&big, header), html);
                assert_eq!(decode(&[b"\xff\xfe", &little[..]].concat(), header), html);
                assert_eq!(decode(&[b"\xfe\xff", &big[..]].concat(), header), html);
            }
        }
    }
    // UTF-16 that is stated and not sent.
    assert_eq!(decode(page("", CHINESE).as_bytes(), Some("text/html; charset=utf-16le")), page("", CHINESE));
    assert_eq!(decode(&bytes(&page("", CHINESE), GBK), Some("text/html; charset=utf-16be")), page("", CHINESE));
}

#[test]
fn a_mark_outweighs_every_statement() {
    let html = page("<meta charset=gbk>", GERMAN);
    assert_eq!(decode(&[b"\xef\xbb\xbf", html.as_bytes()].concat(), Some("text/html; charset=big5")), html);
}

#[test]
fn cut_off_inside_a_character() {
    for (words, encoding) in LANGUAGES {
        let body = bytes(&page("", words).repeat(100), encoding);
        for end in 0..2 {
            // Both the end of the page and the end of what a guess looks at fall anywhere.
            for length in [body.len() - "</p></body></html>".len() - end, 900 + end] {
                let start: String = page("", words).chars().take(120).collect();
                for header in [None, Some("text/html; charset=utf-8"), Some("text/html; charset=ISO-8859-1")] {
                    if header.is_some_and(|h| h.ends_with('1')) && [WINDOWS_1250, WINDOWS_1254].contains(&encoding) {
                        continue;
                    }
                    let text = decode(&body[..length], header);
                    assert!(text.starts_with(&start), "{} of {length} bytes, {header:?}: {text:.300}", encoding.name());
                }
            }
        }
    }
    let utf8 = page("", CHINESE);
    let cut = utf8.find('港').expect("a letter") + 2;
    assert!(decode(&utf8.as_bytes()[..cut], None).ends_with("一成，\u{fffd}"));
    assert!(decode(&utf8.as_bytes()[..cut], Some("text/html; charset=gbk")).ends_with("一成，\u{fffd}"));
}

#[test]
fn a_foreign_piece_in_the_middle() {
    // An advertisement in another alphabet does not turn the page.
    let mut body = page("<meta charset=utf-8>", CHINESE).into_bytes();
    body.extend(bytes("<p>广告：锌价</p>", GBK));
    assert!(decode(&body, None).contains(CHINESE));
    let mut body = bytes(&page("<meta charset=gbk>", CHINESE), GBK);
    body.extend("<p>广告</p>".as_bytes());
    assert!(decode(&body, None).contains(CHINESE));
    let mut body = bytes(&page("", GERMAN), WINDOWS_1252);
    body.extend("<p>Zürich</p>".as_bytes());
    assert!(decode(&body, Some("text/html; charset=iso-8859-1")).contains(GERMAN));
}

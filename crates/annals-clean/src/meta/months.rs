//! The months as the languages of the web's newspapers name them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Names and short forms besides the English ones, folded: lower case, without accents. Both cases where a language bends them.
const MONTHS: [&str; 12] = [
    "januar jaenner janner janvier janv enero ene gennaio gen janeiro gener januari jan stycznia styczen sty ocak ianuarie ian ledna leden januara tammikuu tammikuuta sausio januaris janvaris jaanuar ιανουαριου ιαν января янв январь сiчня січня януари јануар студзеня يناير ינואר",
    "februar fevrier fevr fevereiro fev febrero febbraio febr februari lutego luty subat februarie unora unor februara helmikuu helmikuuta vasario februaris veebruar φεβρουαριου φεβ февраля фев февраль лютого февруари фебруар فبراير شباط פברואר pebruari",
    "marz maerz mrz mars marzo marco marc maart mrt marca marzec mart martie brezna brezen marciusi marcius maaliskuu maaliskuuta kovo marts marta μαρτιου μαρ марта мар март березня مارس اذار آذار מרץ maret mac",
    "avril avr abril abr aprile apr april kwietnia kwiecien kwi nisan aprilie dubna duben aprilis aprila huhtikuu huhtikuuta balandzio aprill απριλιου апреля апр апрель квітня април أبريل ابريل نيسان אפריל",
    "mai mayo maggio mag maio mei maja mayıs mayis kvetna kveten majus maj toukokuu toukokuuta geguzes μαιου μαΐου мая май травня мај مايو أيار מאי maig",
    "juni juin junio giugno giu junho jun czerwca czerwiec cze haziran iunie iun cervna cerven junius juna kesakuu kesakuuta birzelio juunis juuni ιουνιου ιουν июня июн июнь червня юни јун يونيو حزيران יוני juny",
    "juli juillet juil julio luglio lug julho lipca lipiec lip temmuz iulie iul cervence cervenec julius jula heinakuu heinakuuta liepos julijs juuli ιουλιου ιουλ июля июл июль липня юли јул يوليو تموز יולי juliol",
    "aout agosto ago augusti augustus sierpnia sierpien sie agustos srpna srpen augusztus elokuu elokuuta rugpjucio augusts αυγουστου αυγ августа авг август серпня أغسطس اغسطس آب אוגוסט agustus agost agst",
    "septembre septiembre setiembre settembre set setembro septembrie wrzesnia wrzesien wrz eylul zari szeptember syyskuu syyskuuta rugsejo septembris σεπτεμβριου σεπ сентября сен сент сентябрь вересня септември септембар سبتمبر أيلول ספטמבר setembre",
    "oktober octobre octubre ottobre ott outubro out okt pazdziernika pazdziernik paz ekim octombrie oct rijna rijen lokakuu lokakuuta spalio oktobris oktoober οκτωβριου οκτ октября окт октябрь жовтня октомври октобар أكتوبر اكتوبر אוקטובר oktobra",
    "novembre noviembre novembro listopada listopad lis kasim noiembrie noi novembra marraskuu marraskuuta lapkricio novembris νοεμβριου νοε ноября ноя нояб ноябрь листопада ноември новембар نوفمبر נובמבר nopember",
    "dezember decembre diciembre dicembre dezembro dez dic decembrie prosince prosinec joulukuu joulukuuta gruodzio decembris detsember grudnia grudzien gru aralik decembra δεκεμβριου δεκ декабря дек декабрь грудня декември децембар ديسمبر דצמבר desember des desembre",
];

/// The month of a name in any of the languages, 1 to 12.
pub(crate) fn month(name: &str) -> Option<i8> {
    static NAMES: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
        let names = MONTHS.iter().zip(1..).flat_map(|(names, number)| names.split(' ').map(move |n| (annals_text::fold(n), number)));
        names.collect()
    });
    let folded = annals_text::fold(name);
    annals_text::month_number(&folded).or_else(|| NAMES.get(&folded).copied())
}

#[cfg(test)]
mod tests {
    use super::{MONTHS, month};
    use std::collections::BTreeMap;

    #[test]
    fn names_of_many_languages() {
        for (name, number) in [
            ("März", 3),
            ("août", 8),
            ("Févr", 2),
            ("września", 9),
            ("Ağustos", 8),
            ("грудня", 12),
            ("Январь", 1),
            ("syyskuuta", 9),
            ("Μαΐου", 5),
            ("أكتوبر", 10),
            ("October", 10),
            ("dez", 12),
        ] {
            assert_eq!(month(name), Some(number), "{name}");
        }
        for name in ["Marchant", "Monday", "juniper", "Mart1", ""] {
            assert_eq!(month(name), None, "{name}");
        }
    }

    #[test]
    fn no_name_is_two_months() {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (number, names) in MONTHS.iter().enumerate() {
            for name in names.split(' ').map(annals_text::fold) {
                assert_eq!(*seen.entry(name.clone()).or_insert(number), number, "{name}");
            }
        }
    }
}

//! Redirects that lead in a circle, too far, nowhere, or where nobody may go.

use super::{Exchange, Fault, TRAP, Then};
use std::io;

fn redirect(exchange: &mut Exchange<'_>, to: &str) -> io::Result<Then> {
    exchange.answer("302 Found", &[("Location", to)], b"")
}

/// A page that redirects to one address.
fn to(name: &'static str, target: String, outcome: &'static str) -> Fault {
    Fault::page(name, move |exchange| redirect(exchange, &target)).lasting(outcome)
}

pub(super) fn faults(trap: u16) -> Vec<Fault> {
    let own = u32::from(TRAP);
    vec![
        Fault::page("redirect to itself", |exchange| redirect(exchange, "/fault")).lasting("redirect-loop"),
        Fault::page("redirects in a circle", |exchange| {
            let next = if exchange.visit.path == "/fault" { "/circle" } else { "/fault" };
            redirect(exchange, next)
        })
        .lasting("redirect-loop"),
        Fault::page("redirects without end", |exchange| {
            let step: usize = exchange.visit.path.trim_start_matches("/step").parse().unwrap_or(0);
            redirect(exchange, &format!("/step{}", step + 1))
        })
        .lasting("redirect-limit"),
        Fault::page("redirect to a page", |exchange| match exchange.visit.path.as_str() {
            "/fault" => redirect(exchange, "there?from=here#part"),
            _ => exchange.page(),
        })
        .kept("fetched", 1),
        Fault::page("redirect without a target", |exchange| exchange.answer("301 Moved", &[], b"")).lasting("redirect-nowhere"),
        Fault::page("redirect to no address", |exchange| redirect(exchange, "http://[nowhere")).lasting("redirect-nowhere"),
        to("redirect to this machine", format!("http://{TRAP}:{trap}/secret"), "private-address"),
        to("redirect to this machine, as one number", format!("http://{own}:{trap}/secret"), "private-address"),
        to("redirect to this machine, as a hexadecimal number", format!("http://{own:#x}:{trap}/secret"), "private-address"),
        to("redirect to this machine, shortened", format!("http://127.66:{trap}/secret"), "private-address"),
        to("redirect to this machine by its name", format!("http://localhost:{trap}/secret"), "private-address"),
        to("redirect to this machine by version 6", format!("http://[::1]:{trap}/secret"), "private-address"),
        to("redirect to this machine, version 4 in 6", format!("http://[::ffff:{TRAP}]:{trap}/secret"), "private-address"),
        to("redirect to any address", format!("http://0.0.0.0:{trap}/secret"), "private-address"),
        to("redirect to a private network", "http://10.0.0.1/secret".to_owned(), "private-address"),
        to("redirect to a home network", "http://192.168.1.1/secret".to_owned(), "private-address"),
        to("redirect to the cloud's own pages", "http://169.254.169.254/latest/meta-data/".to_owned(), "private-address"),
        to("redirect to a private network of version 6", "http://[fd00::1]/secret".to_owned(), "private-address"),
        to("redirect to a file", "file:///etc/passwd".to_owned(), "scheme"),
        to("redirect to ftp", "ftp://127.0.0.1/secret".to_owned(), "scheme"),
        to("redirect to data", "data:text/html,<p>secret".to_owned(), "scheme"),
        to("redirect to a script", "javascript:alert(1)".to_owned(), "scheme"),
        Fault::elsewhere("page on this machine", format!("http://{TRAP}:{trap}/secret"), "private-address"),
        Fault::elsewhere("page on this machine by its name", format!("http://localhost:{trap}/secret"), "private-address"),
        Fault::elsewhere("page of the cloud's own", "http://169.254.169.254/latest/".to_owned(), "private-address"),
    ]
}

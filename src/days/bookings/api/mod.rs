//! Bookings, for programs: the table. Reading is in `read`, changing in `write`, several at once in `batch`, what is free in
//! `free`, and what it all looks like on the wire in `wire`.

mod batch;
mod free;
mod read;
mod wire;
mod write;

use platform::Perm;
use platform::web::api::{Api, List, delete, get, patch, post, put};
use serde_json::json;
use wire::{Amended, Booked, CancelQuery, Cancellation, NewBooking, NewSpan};

/// The table.
pub fn api() -> Api {
    let monday = |hour: u32| format!("2026-03-09T{hour:02}:00:00Z");
    Api::inside("Bookings")
        .call(
            get("/bookings", Perm::CalendarRead, read::list)
                .named("listBookings", "List bookings by start")
                .about("All that your role sees, and your own. Sorted by `starts_at` or `-starts_at`.")
                .query::<read::ListQuery>()
                .answers::<List<Booked>>(200)
                .like(json!({ "from": monday(0), "status": "confirmed", "sort": "-starts_at", "limit": 20 })),
        )
        .call(
            post("/bookings", Perm::BookingsMake, write::create)
                .named("createBooking", "Book")
                .about("For a guest if you may, else for yourself. When somebody was quicker, the 409 `booking_overlap` offers `alternatives`. What the house may overrule comes back in `warnings`.")
                .body::<NewBooking>()
                .answers::<Booked>(201)
                .versioned()
                .once()
                .conflicts()
                .like(json!({
                    "resource_id": "$RESOURCE", "starts_at": monday(9), "minutes": 90, "title": "Board call", "people": 4,
                    "guest": { "name": "Zoe Park", "email": "zoe@guest.example" },
                })),
        )
        .call(
            get("/bookings/{id}", Perm::CalendarRead, read::show)
                .named("getBooking", "Get a booking")
                .answers::<Booked>(200)
                .versioned(),
        )
        .call(
            patch("/bookings/{id}", Perm::BookingsMake, write::amend)
                .named("updateBooking", "Change when and where a booking is, or what it says, or both")
                .about("With a new `starts_at` alone it keeps its length. Both kinds of change happen together or not at all.")
                .body::<Amended>()
                .answers::<Booked>(200)
                .versioned()
                .conflicts()
                .like(json!({ "title": "Board call, with lunch", "people": 5 })),
        )
        .call(
            put("/bookings/{id}", Perm::BookingsMake, write::replace)
                .named("replaceBooking", "Say when and where a booking is, and what it says")
                .body::<Amended>()
                .answers::<Booked>(200)
                .versioned()
                .conflicts()
                .like(json!({ "resource_id": "$RESOURCE", "starts_at": monday(11), "minutes": 60, "title": "Board call", "people": 4 })),
        )
        .call(
            delete("/bookings/{id}", Perm::BookingsMake, write::remove)
                .named("deleteBooking", "Cancel a booking")
                .query::<CancelQuery>()
                .answers_nothing()
                .versioned()
                .conflicts()
                .like(json!({ "reason": "The speaker is ill." })),
        )
        .call(
            post("/bookings/{id}/cancellation", Perm::BookingsMake, write::cancel)
                .named("cancelBooking", "Cancel a booking, and see it")
                .body::<Cancellation>()
                .answers::<Booked>(200)
                .once()
                .conflicts()
                .like(json!({ "reason": "The speaker is ill." })),
        )
        .call(
            post("/bookings/{id}/restoration", Perm::BookingsManage, write::restore)
                .named("restoreBooking", "Take a cancelled booking back, if its time is still free")
                .answers::<Booked>(200)
                .once()
                .conflicts(),
        )
        .call(
            post("/bookings/{id}/span", Perm::BookingsMake, write::shift)
                .named("moveBooking", "Move a booking in time, to another resource, or both")
                .body::<NewSpan>()
                .answers::<Booked>(200)
                .once()
                .conflicts()
                .like(json!({ "starts_at": monday(13) })),
        )
        .call(
            post("/bookings/batches", Perm::BookingsMake, batch::run)
                .named("batchBookings", "Book and cancel several, each by itself")
                .about("At most 50. Each has an outcome of its own: one that is refused holds up no other. With an `Idempotency-Key` the whole batch can be sent again.")
                .body::<batch::Batch>()
                .answers::<batch::Outcomes>(200)
                .once()
                .like(json!({
                    "create": [{
                        "resource_id": "$RESOURCE", "starts_at": monday(15), "minutes": 60, "title": "Stand-up",
                        "guest": { "name": "Zoe Park", "email": "zoe@guest.example" },
                    }],
                    "cancel": [{ "id": "$BOOKING", "reason": "Merged into the stand-up." }],
                })),
        )
        .and(
            Api::inside("Availability")
                .call(
                    get("/resources/{id}/availability", Perm::CalendarRead, free::availability)
                        .named("getAvailability", "When a resource is open, taken and free")
                        .about("Up to 62 days; the next seven without `from` and `until`. Buffers around bookings count as taken.")
                        .query::<free::SpanQuery>()
                        .answers::<free::Availability>(200)
                        .like(json!({ "from": monday(0), "until": "2026-03-11T00:00:00Z" }))
                        .also("/bookings/resources/{id}/availability"),
                )
                .call(
                    get("/resources/{id}/slots", Perm::CalendarRead, free::slots)
                        .named("listSlots", "The starts that a resource offers, day by day, and which of them are free")
                        .query::<free::SlotsQuery>()
                        .answers::<List<free::Day>>(200)
                        .like(json!({ "from": "2026-03-09", "days": 2, "minutes": 60 }))
                        .also("/bookings/resources/{id}/slots"),
                ),
        )
}

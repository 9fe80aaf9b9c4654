//! Real addresses for the rows of the route table: what stands in their `{names}`, in the world and at random.
//!
//! A new noun in a path needs a line in [`Things::make`]; until it has one, the laws about routes fail and say so.

use crate::support::TestApp;
use crate::support::world::{ADA, BOARDROOM, BUILDING, CY, FLOOR, HARBOUR, PASSWORD};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::crypto::{Key, Place, sha256_hex};
use kernel::db::{Db, Json, Sql, sql};
use kernel::id::Ids;
use kernel::time::Clock;
use platform::{Perm, Perms, Role};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A real thing of Harbour House for each name a path may have.
pub struct Things(BTreeMap<&'static str, String>);

/// Whose things a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Real ones, of Harbour House.
    Real,
    /// None that exist.
    Random,
}

/// What no id, slug or token is. Version 7, like the others.
pub const NOBODY: Uuid = Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_dead_beef);
/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
/// What webhooks and sources of the inbox sign with.
pub const SOURCE_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The token of every link that is stored by its hash.
const TOKEN: &str = "a-token-that-somebody-was-sent";

impl Things {
    /// Makes one of each in the application's database. Ada becomes the operator, who may see every page there is.
    pub async fn make(app: &TestApp) -> Things {
        Things::make_with(app.db(), app.now(), &app.house.ids, &app.house.key).await
    }

    /// The same beside a server that runs. Its sealed links and its secrets are not right there.
    pub async fn make_on(db: &Db) -> Things {
        let key = Key::from_text("no link of these is followed, so any key will do").expect("a long key");
        Things::make_with(db, Clock::system().now(), &Ids::system(), &key).await
    }

    async fn make_with(db: &Db, now: DateTime<Utc>, ids: &Ids, key: &Key) -> Things {
        let [
            contact,
            booking,
            message,
            file,
            exception,
            blackout,
            invitation,
            grant,
            member,
            review,
            event,
            notification,
            import,
            calendar,
            job,
        ] = std::array::from_fn(|_| ids.id(now));
        let [webhook, delivery, feed, source, told, role, token, round, sign, merge, other] =
            std::array::from_fn(|_| ids.id(now));
        let [asset, paper, plan, meter, attachment] = std::array::from_fn(|_| ids.id(now));
        let [audit, line, seen, asked, code] = std::array::from_fn(|_| ids.id(now));
        let [order, task, spare, spare_entry, alert] = std::array::from_fn(|_| ids.id(now));
        let [kit, kit_template, set_template] = std::array::from_fn(|_| ids.id(now));
        let [acceptance, custody, signed_for, signed_paper] = std::array::from_fn(|_| ids.id(now));
        let [category, occupied, model, vendor, label, field, scheme] = std::array::from_fn(|_| ids.id(now));
        let [schedule, recipient, block] = std::array::from_fn(|_| ids.id(now));
        let [stock, delivery_entry, entry] = std::array::from_fn(|_| ids.id(now));
        let org = HARBOUR.id;
        let locked = |purpose: &'static str, row| key.lock(ids, Place { org, purpose, row }, SOURCE_SECRET);
        let later = |hours| now + TimeDelta::hours(hours);
        member_of(db, member, grant, now).await;
        let statements: Vec<Sql> = vec![
            sql("update users set is_operator = true where id = $1").bind(ADA.id),
            sql("insert into roles (id, org_id, name, perms, created_at) values ($1, $2, 'Front desk', $3, $4)")
                .bind(role)
                .bind(org)
                .bind(Json(Perms::of(&[Perm::Home, Perm::BookingsMake]).names()))
                .bind(now),
            sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, 'zoe@guest.example', 'Zoe Park', 'staff', $3)")
                .bind(contact)
                .bind(org)
                .bind(now),
            sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, 'ivo@guest.example', 'Ivo Reed', 'staff', $3)")
                .bind(other)
                .bind(org)
                .bind(now),
            sql("insert into contacts (id, org_id, email, name, source, created_at, merged_into, merged_at) values ($1, $2, 'zoe@old.example', '', 'staff', $3, $4, $3)")
                .bind(sign)
                .bind(org)
                .bind(now)
                .bind(contact),
            sql("insert into contact_merges (id, org_id, kept_id, gone_id, before, moved, merged_by_name, merged_at) values ($1, $2, $3, $4, $5, $6, 'Ada', $7)")
                .bind(merge)
                .bind(org)
                .bind(contact)
                .bind(sign)
                .bind(Json(json!({
                    "kept": { "name": "Zoe Park", "email": "zoe@guest.example", "phone": "" },
                    "became": { "name": "Zoe Park", "email": "zoe@guest.example", "phone": "" },
                    "gone": { "name": "Zoe", "email": "zoe@old.example", "phone": "" },
                })))
                .bind(Json(json!({
                    "holdings": {}, "notes": [], "tags": [], "new_tags": [], "signs": [], "words": [], "apart": [],
                    "note": Uuid::nil(),
                })))
                .bind(now),
            sql("insert into bookings (id, org_id, code, resource_id, contact_id, user_id, status, title, people, units, starts_at, ends_at,
                     block_from, block_until, zone, currency, source, created_at, updated_at)
                 values ($1, $2, 'LAW5-23', $3, $4, $5, 'confirmed', 'Reading the laws', 4, 1, $6, $7, $6, $7, 'Europe/Madrid', 'EUR', 'staff', $8, $8)")
                .bind(booking)
                .bind(org)
                .bind(BOARDROOM.id)
                .bind(contact)
                .bind(ADA.id)
                .bind(later(24))
                .bind(later(26))
                .bind(now),
            sql("insert into messages (id, org_id, kind, subject_kind, subject_id, from_name, to_name, to_address, subject, text_body, html_body,
                     calendar, calendar_method, status, due_at, dedupe_key, queued_at)
                 values ($1, $2, 'booking.confirmation', 'booking', $3, 'Harbour House', 'Zoe Park', 'zoe@guest.example', 'Your booking', 'Text.',
                     '<p>Text.</p>', 'BEGIN:VCALENDAR', 'request', 'queued', $4, 'law', $4)")
                .bind(message)
                .bind(org)
                .bind(booking)
                .bind(now),
            sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at) values ($1, $2, 'image/png', $3, $4, $5, $6)")
                .bind(file)
                .bind(org)
                .bind(PIXEL.len() as i64)
                .bind(sha256_hex(PIXEL))
                .bind(PIXEL.to_vec())
                .bind(now),
            sql("insert into resource_photos (org_id, resource_id, file_id, alt, position) values ($1, $2, $3, 'A table', 1)")
                .bind(org)
                .bind(BOARDROOM.id)
                .bind(file),
            sql("insert into day_exceptions (id, org_id, resource_id, day, label, spans, created_at) values ($1, $2, $3, $4, 'Regatta', $5, $6)")
                .bind(exception)
                .bind(org)
                .bind(BOARDROOM.id)
                .bind(later(24 * 30).date_naive())
                .bind(Json(json!([])))
                .bind(now),
            sql("insert into blackouts (id, org_id, resource_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, $5, 'Paint', $6)")
                .bind(blackout)
                .bind(org)
                .bind(BOARDROOM.id)
                .bind(later(24 * 20))
                .bind(later(24 * 21))
                .bind(now),
            sql("insert into day_calendars (id, org_id, name, source, days, created_at, updated_at) values ($1, $2, 'Feasts', 'a file', 0, $3, $3)")
                .bind(calendar)
                .bind(org)
                .bind(now),
            sql("insert into invitations (id, org_id, email, name, role, token_hash, invited_by, created_at, expires_at)
                 values ($1, $2, 'eve@harbour.example', 'Eve', 'member', $3, $4, $5, $6)")
                .bind(invitation)
                .bind(org)
                .bind(sha256_hex(TOKEN.as_bytes()))
                .bind(ADA.id)
                .bind(now)
                .bind(later(24)),
            sql("insert into access_reviews (id, org_id, reviewed_by, reviewed_at, people, grants, snapshot) values ($1, $2, $3, $4, 0, 0, $5)")
                .bind(review)
                .bind(org)
                .bind(ADA.id)
                .bind(now)
                .bind(Json(json!({ "roles": {}, "places": {}, "lines": [] }))),
            sql("insert into access_certifications (id, org_id, started_by, started_at, held_by, touched_at) values ($1, $2, $3, $4, $3, $4)")
                .bind(round)
                .bind(org)
                .bind(ADA.id)
                .bind(now),
            sql("insert into webhook_endpoints (id, org_id, url, kinds, secret, created_at) values ($1, $2, 'https://crm.example/hook', $3, $4, $5)")
                .bind(webhook)
                .bind(org)
                .bind(Json(json!(["webhook.test"])))
                .bind(locked("webhook.secret", webhook))
                .bind(now),
            sql("insert into webhook_deliveries (id, org_id, endpoint_id, kind, payload, status, due_at, created_at)
                 values ($1, $2, $3, 'webhook.test', '{}', 'failed', $4, $4)")
                .bind(delivery)
                .bind(org)
                .bind(webhook)
                .bind(now),
            sql("insert into calendar_feeds (id, org_id, user_id, subject, detail, created_at) values ($1, $2, $3, 'mine', 'busy', $4)")
                .bind(feed)
                .bind(org)
                .bind(ADA.id)
                .bind(now),
            sql("insert into report_schedules (id, org_id, owner_id, name, report, query, every, on_day, paper, next_on, created_at)
                 values ($1, $2, $3, 'Assets by status', 'assets', 'by=status', 'week', 1, 'csv', $4, $5)")
                .bind(schedule)
                .bind(org)
                .bind(ADA.id)
                .bind(now.date_naive() + TimeDelta::days(7))
                .bind(now),
            sql("insert into report_recipients (id, org_id, schedule_id, email) values ($1, $2, $3, 'books@accountant.example')")
                .bind(recipient)
                .bind(org)
                .bind(schedule),
            sql("insert into blocks (org_id, id, email, held, blocked_by, blocked_at) values ($1, $2, 'out@guest.example', $3, 'CRM', $4)")
                .bind(org)
                .bind(block)
                .bind(Json(json!([])))
                .bind(now),
            sql("insert into inbox_sources (id, org_id, name, secret, created_at) values ($1, $2, 'CRM', $3, $4)")
                .bind(source)
                .bind(org)
                .bind(locked("inbox.secret", source))
                .bind(now),
            sql("insert into inbox_events (id, org_id, source_id, external_id, kind, payload, occurred_at, received_at, state)
                 values ($1, $2, $3, 'ext-1', 'lead.won', $4, $5, $5, 'ignored')")
                .bind(told)
                .bind(org)
                .bind(source)
                .bind(Json(json!({ "type": "lead.won" })))
                .bind(now),
            sql("insert into events (id, org_id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data, request_id, dispatched)
                 values ($1, $2, $3, 'booking.confirmed', 'contact', 'Zoe Park', 'booking', $4, $5, '-', true)")
                .bind(event)
                .bind(org)
                .bind(now)
                .bind(booking)
                .bind(Json(json!({ "after": { "resource": "Boardroom Aurora" } }))),
            sql("insert into notifications (id, org_id, user_id, event_id, kind, at, in_app, mail, chat)
                 values ($1, $2, $3, $4, 'booking_made', $5, true, 'none', false)")
                .bind(notification)
                .bind(org)
                .bind(ADA.id)
                .bind(event)
                .bind(now),
            sql("insert into contact_imports (id, org_id, file_rows, summary, created_at) values ($1, $2, $3, $4, $5)")
                .bind(import)
                .bind(org)
                .bind(Json(json!([{ "line": 2, "name": "Ida", "email": "ida@guest.example" }])))
                .bind(Json(json!({ "encoding": "UTF-8", "separator": "comma" })))
                .bind(now),
            sql("insert into jobs (id, name, arguments, state, run_at, attempts, max_attempts, last_error, created_at)
                 values ($1, 'platform.sweep', $2, 'dead', $3, 8, 8, 'broken: the disk is full', $3)")
                .bind(job)
                .bind(Json(json!(null)))
                .bind(now),
            sql("insert into password_resets (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)")
                .bind(sha256_hex(TOKEN.as_bytes()))
                .bind(CY.id)
                .bind(now)
                .bind(later(1)),
            sql("insert into api_tokens (id, token_hash, kind, user_id, family, name, created_at, expires_at)
                 values ($1, 'no word has this hash', 'personal', $2, $1, 'Door sign', $3, $4)")
                .bind(token)
                .bind(ADA.id)
                .bind(now)
                .bind(later(24)),
            sql("insert into asset_categories (id, org_id, path, name, created_at) values ($1, $2, $3, 'Laptops', $4), ($5, $2, $6, 'Lamps', $4)")
                .bind(category)
                .bind(org)
                .bind(format!("/{category}"))
                .bind(now)
                .bind(occupied)
                .bind(format!("/{occupied}")),
            sql("insert into vendors (id, org_id, name, makes, supplies, created_at) values ($1, $2, 'Lumen Works', true, true, $3)")
                .bind(vendor)
                .bind(org)
                .bind(now),
            sql("insert into asset_models (id, org_id, category_id, name, created_at) values ($1, $2, $3, 'Lantern L2', $4)")
                .bind(model)
                .bind(org)
                .bind(occupied)
                .bind(now),
            sql("insert into asset_labels (id, org_id, state, name, tone, may_leave, created_at) values ($1, $2, 'in_stock', 'Ready', 'ok', true, $3)")
                .bind(label)
                .bind(org)
                .bind(now),
            sql("insert into depreciation_schemes (id, org_id, name, method, months, salvage_bp, switches, convention, created_at)
                 values ($1, $2, 'Three years', 'straight_line', 36, 0, false, 'full_month', $3)")
                .bind(scheme)
                .bind(org)
                .bind(now),
            sql("insert into asset_fields (id, org_id, name, kind, is_required, is_unique, is_sealed, is_listed, choices, position, created_at)
                 values ($1, $2, 'Frame number', 'text', false, true, false, true, $3, 1, $4)")
                .bind(field)
                .bind(org)
                .bind(Json(json!([])))
                .bind(now),
            sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, home_id, location_id, currency, search, created_at, updated_at)
                 values ($1, $2, 'LAW-00001', 'law-00001', 'Laptop', $3, 'in_stock', $4, $4, 'EUR', 'law-00001 laptop', $5, $5)")
                .bind(asset)
                .bind(org)
                .bind(occupied)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into stock_items (id, org_id, name, category_id, unit, currency, search, created_at, updated_at)
                 values ($1, $2, 'Batteries', $3, 'piece', 'EUR', 'batteries', $4, $4)")
                .bind(stock)
                .bind(org)
                .bind(occupied)
                .bind(now),
            sql("insert into stock_entries (id, org_id, item_id, location_id, kind, quantity, act_id, currency, at)
                 values ($1, $2, $3, $4, 'receive', 10, $1, 'EUR', $5)")
                .bind(delivery_entry)
                .bind(org)
                .bind(stock)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into stock_items (id, org_id, name, category_id, unit, currency, search, created_at, updated_at)
                 values ($1, $2, 'Fans', $3, 'piece', 'EUR', 'fans', $4, $4)")
                .bind(spare)
                .bind(org)
                .bind(occupied)
                .bind(now),
            sql("insert into stock_entries (id, org_id, item_id, location_id, kind, quantity, act_id, currency, at)
                 values ($1, $2, $3, $4, 'receive', 5, $1, 'EUR', $5)")
                .bind(spare_entry)
                .bind(org)
                .bind(spare)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into maintenance_plans (id, org_id, title, kind, priority, asset_id, rule, starts_on, ahead_days, next_on, created_at)
                 values ($1, $2, 'Clean the fan', 'preventive', 'normal', $3, 'FREQ=MONTHLY', $4, 7, $4, $5)")
                .bind(plan)
                .bind(org)
                .bind(asset)
                .bind(later(24 * 60).date_naive())
                .bind(now),
            sql("insert into meters (id, org_id, asset_id, name, name_key, unit, kind, created_at) values ($1, $2, $3, 'Fan hours', 'fan hours', 'h', 'counter', $4)")
                .bind(meter)
                .bind(org)
                .bind(asset)
                .bind(now),
            sql("insert into work_counters (org_id, next) values ($1, 2)").bind(org),
            sql("insert into work_orders (id, org_id, number, title, kind, priority, state, asset_id, currency, search, created_at, updated_at)
                 values ($1, $2, 1, 'Fan is loud', 'repair', 'normal', 'open', $3, 'EUR', 'fan is loud', $4, $4)")
                .bind(order)
                .bind(org)
                .bind(asset)
                .bind(now),
            sql("insert into asset_alerts (id, org_id, kind, asset_id, due_on, raised_at) values ($1, $2, 'warranty', $3, $4, $5)")
                .bind(alert)
                .bind(org)
                .bind(asset)
                .bind(later(24 * 9).date_naive())
                .bind(now),
            sql("insert into work_tasks (id, org_id, order_id, position, text) values ($1, $2, $3, 1, 'Open it')")
                .bind(task)
                .bind(org)
                .bind(order),
            sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, home_id, location_id, currency, search, created_at, updated_at)
                 values ($1, $2, 'LAW-00009', 'law-00009', 'Laptop', $3, 'in_stock', $4, $4, 'EUR', 'law-00009 laptop', $5, $5)")
                .bind(signed_for)
                .bind(org)
                .bind(occupied)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into custodies (id, org_id, asset_id, contact_id, out_at) values ($1, $2, $3, $4, $5)")
                .bind(custody)
                .bind(org)
                .bind(signed_for)
                .bind(contact)
                .bind(now),
            sql("update assets set state = 'assigned' where org_id = $1 and id = $2").bind(org).bind(signed_for),
            sql("insert into acceptances (id, org_id, contact_id, state, text, handed_by, handed_by_name, asked_at)
                 values ($1, $2, $3, 'waiting', 'I look after it.', $4, 'Ada', $5)")
                .bind(acceptance)
                .bind(org)
                .bind(contact)
                .bind(ADA.id)
                .bind(now),
            sql("insert into acceptance_items (org_id, acceptance_id, custody_id, asset_id, position, tag, name, serial, model)
                 values ($1, $2, $3, $4, 1, 'LAW-00009', 'Laptop', '', '')")
                .bind(org)
                .bind(acceptance)
                .bind(custody)
                .bind(signed_for),
            sql("insert into acceptance_links (org_id, token_hash, acceptance_id, expires_at) values ($1, $2, $3, $4)")
                .bind(org)
                .bind(sha256_hex(TOKEN.as_bytes()))
                .bind(acceptance)
                .bind(later(24)),
            sql("insert into kit_templates (id, org_id, name, created_at) values ($1, $2, 'Talk set', $3), ($4, $2, 'Street set', $3)")
                .bind(kit_template)
                .bind(org)
                .bind(now)
                .bind(set_template),
            sql("insert into kit_lines (org_id, template_id, position, category_id, quantity) values ($1, $2, 1, $3, 1), ($1, $4, 1, $3, 1)")
                .bind(org)
                .bind(kit_template)
                .bind(occupied)
                .bind(set_template),
            // What is used up with it is named to nobody who may not know of it.
            sql("insert into kit_lines (org_id, template_id, position, item_id, quantity) values ($1, $2, 2, $3, 1)")
                .bind(org)
                .bind(set_template)
                .bind(stock),
            sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, home_id, location_id, currency, search, created_at, updated_at)
                 values ($1, $2, 'LAW-00008', 'law-00008', 'Case', $3, 'in_stock', $4, $4, 'EUR', 'law-00008 case', $5, $5)")
                .bind(kit)
                .bind(org)
                .bind(occupied)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into kits (org_id, asset_id, template_id, created_at) values ($1, $2, $3, $4)")
                .bind(org)
                .bind(kit)
                .bind(set_template)
                .bind(now),
            // A paper beside one that waits, so that every row about it finds something.
            sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public) values ($1, $2, 'application/pdf', 4, $3, $4, $5, false)")
                .bind(signed_paper)
                .bind(org)
                .bind(sha256_hex(b"%PDF"))
                .bind(b"%PDF".to_vec())
                .bind(now),
            sql("update messages set file_id = $3, file_name = 'acceptance.pdf' where org_id = $1 and id = $2")
                .bind(org)
                .bind(message)
                .bind(signed_paper),
            sql("insert into acceptance_signatures (org_id, acceptance_id, name, record, sha256, file_id, signed_at)
                 values ($1, $2, 'Zoe Park', '{}', $3, $4, $5)")
                .bind(org)
                .bind(acceptance)
                .bind(sha256_hex(b"{}"))
                .bind(signed_paper)
                .bind(now),
            // All of it went, so that the item can be archived.
            sql("insert into stock_entries (id, org_id, item_id, location_id, kind, quantity, act_id, currency, at)
                 values ($1, $2, $3, $4, 'issue', -10, $1, 'EUR', $5)")
                .bind(entry)
                .bind(org)
                .bind(stock)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into list_views (id, org_id, user_id, kind, name, query, is_shared, created_at)
                 values ($1, $2, $3, 'assets', 'Laws', 'text=law', true, $4)")
                .bind(import)
                .bind(org)
                .bind(ADA.id)
                .bind(now),
            sql("insert into asset_imports (id, org_id, file_name, encoding, separator, heads, options, stage, parts, row_count, counts, created_at)
                 values ($1, $2, 'assets.csv', 'UTF-8', 'comma', $3, $4, 'checked', 0, 0, $4, $5)")
                .bind(import)
                .bind(org)
                .bind(Json(json!([])))
                .bind(Json(json!({})))
                .bind(now),
            sql("insert into asset_import_parts (id, org_id, import_id, number, content) values ($1, $2, $1, 0, $3)")
                .bind(import)
                .bind(org)
                .bind(key.lock(ids, Place { org, purpose: "import.part", row: import }, r#"{"rows":[],"outcomes":[]}"#)),
            sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public) values ($1, $2, 'image/png', $3, $4, $5, $6, false)")
                .bind(paper)
                .bind(org)
                .bind(PIXEL.len() as i64)
                .bind(sha256_hex(PIXEL))
                .bind(PIXEL.to_vec())
                .bind(now),
            sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public) values ($1, $2, 'image/png', $3, $4, $5, $6, false)")
                .bind(attachment)
                .bind(org)
                .bind(PIXEL.len() as i64)
                .bind(sha256_hex(PIXEL))
                .bind(PIXEL.to_vec())
                .bind(now),
            sql("insert into work_order_files (org_id, order_id, file_id, name, is_picture) values ($1, $2, $3, 'Hinge.png', true)")
                .bind(org)
                .bind(order)
                .bind(attachment),
            sql("insert into asset_files (org_id, asset_id, file_id, name, is_picture, position) values ($1, $2, $3, 'Lid.png', true, 1)")
                .bind(org)
                .bind(asset)
                .bind(paper),
            sql("insert into audits (id, org_id, name, kind, location_id, started_at) values ($1, $2, 'Spring', 'place', $3, $4)")
                .bind(audit)
                .bind(org)
                .bind(FLOOR.id)
                .bind(now),
            sql("insert into asset_codes (id, org_id, asset_id, code, code_key, created_at) values ($1, $2, $3, 'EAN-1', 'ean-1', $4)")
                .bind(code)
                .bind(org)
                .bind(asset)
                .bind(now),
            sql("insert into audit_people (id, org_id, audit_id, contact_id, asked_at) values ($1, $2, $3, $4, $5)")
                .bind(asked)
                .bind(org)
                .bind(audit)
                .bind(contact)
                .bind(now),
            sql("insert into audit_lines (id, org_id, audit_id, asset_id, code, code_key, is_expected, place_id) values ($1, $2, $3, $4, 'LAW-00001', 'law-00001', true, $5)")
                .bind(seen)
                .bind(org)
                .bind(audit)
                .bind(asset)
                .bind(FLOOR.id),
            sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public) values ($1, $2, 'image/png', $3, $4, $5, $6, false)")
                .bind(line)
                .bind(org)
                .bind(PIXEL.len() as i64)
                .bind(sha256_hex(PIXEL))
                .bind(PIXEL.to_vec())
                .bind(now),
            sql("insert into audit_lines (id, org_id, audit_id, code, code_key, is_expected, outcome, seen_at, file_id) values ($1, $2, $3, 'OLD-7', 'old-7', false, 'unexpected', $4, $1)")
                .bind(line)
                .bind(org)
                .bind(audit)
                .bind(now),
        ];
        for statement in statements {
            db.run(statement).await.expect("a thing that fits the schema");
        }
        let id = |id: Uuid| id.to_string();
        Things(BTreeMap::from([
            ("bookings/{id}", id(booking)),
            ("messages/{id}", id(message)),
            ("notifications/{id}", id(notification)),
            ("contacts/{id}", id(contact)),
            ("merges/{id}", id(merge)),
            ("contact-merges/{id}", id(merge)),
            ("others/{id}", id(other)),
            ("imports/{id}", id(import)),
            ("views/{id}", id(import)),
            ("assets/{id}", id(asset)),
            ("stock/{id}", id(stock)),
            ("{entry}", id(entry)),
            ("spares/{id}", id(spare)),
            ("kits/{id}", id(kit)),
            ("kit-templates/{id}", id(kit_template)),
            ("set-templates/{id}", id(set_template)),
            ("acceptances/{id}", id(acceptance)),
            ("acceptances/{token}", TOKEN.to_owned()),
            ("work-orders/{id}", id(order)),
            ("alerts/{id}", id(alert)),
            ("{task}", id(task)),
            ("maintenance-plans/{id}", id(plan)),
            ("meters/{id}", id(meter)),
            ("audits/{id}", id(audit)),
            ("{line}", id(line)),
            ("{code}", id(code)),
            ("have/{token}", key.seal("audit-person", asked.as_bytes())),
            ("resources/{id}", id(BOARDROOM.id)),
            ("locations/{id}", id(FLOOR.id)),
            ("holidays/{id}", id(calendar)),
            ("categories/{id}", id(category)),
            ("models/{id}", id(model)),
            ("vendors/{id}", id(vendor)),
            ("suppliers/{id}", id(vendor)),
            ("manufacturers/{id}", id(vendor)),
            ("labels/{id}", id(label)),
            ("depreciation/{id}", id(scheme)),
            ("depreciation-schemes/{id}", id(scheme)),
            ("status-labels/{id}", id(label)),
            ("fields/{id}", id(field)),
            ("members/{id}", id(member)),
            ("grants/{id}", id(grant)),
            ("invitations/{id}", id(invitation)),
            ("blocks/{id}", id(block)),
            ("roles/{id}", id(role)),
            ("reviews/{id}", id(review)),
            ("certifications/{id}", id(round)),
            ("pictures/{id}", id(file)),
            ("webhooks/{id}", id(webhook)),
            ("webhook-deliveries/{id}", id(delivery)),
            ("feeds/{id}", id(feed)),
            ("feeds/{token}", format!("{}.ics", key.seal("calendar-feed", feed.as_bytes()))),
            ("sources/{id}", id(source)),
            ("inbox-sources/{id}", id(source)),
            ("inbox/{id}", id(told)),
            ("inbox-events/{id}", id(told)),
            ("inbox/{source}", id(source)),
            ("organisations/{id}", id(org)),
            ("users/{id}", id(member)),
            ("events/{id}", id(event)),
            ("tokens/{id}", id(token)),
            ("{role}", id(role)),
            ("jobs/{id}", id(job)),
            ("{schedule}", "platform.sweep".to_owned()),
            ("{resource}", BOARDROOM.slug.to_owned()),
            ("{photo}", id(file)),
            ("{blackout}", id(blackout)),
            ("{exception}", id(exception)),
            ("letters/{token}", key.seal("guest-letters", &[contact.as_bytes().as_slice(), &[0]].concat())),
            ("reports/{token}", key.seal("report-recipient", recipient.as_bytes())),
            ("schedules/{id}", id(schedule)),
            ("report-schedules/{id}", id(schedule)),
            ("manage/{token}", key.seal("manage-booking", booking.as_bytes())),
            ("files/{file}", id(paper)),
            ("files/{attachment}", id(attachment)),
            ("{tag}", "LAW-00001".to_owned()),
            ("{number}", "4711".to_owned()),
            ("{serial}", "LAW-4711".to_owned()),
            ("password-reset/{token}", TOKEN.to_owned()),
            ("invitations/{token}", TOKEN.to_owned()),
        ]))
    }

    /// Ids by noun: `bookings`.
    pub fn ids(&self) -> BTreeMap<String, String> {
        let nouns = self.0.iter().filter_map(|(name, id)| Some((name.strip_suffix("/{id}")?.to_owned(), id.clone())));
        nouns.collect()
    }

    /// A request of the API's documentation with these things in place of its words: `$BOOKING` is a booking's id.
    pub fn spoken(&self, text: &str, org: &str, named: Named) -> String {
        let id = |key: &str| match named {
            Named::Real => self.0.get(key).unwrap_or_else(|| panic!("tests/laws/rows.rs has no {key}")).clone(),
            Named::Random => NOBODY.to_string(),
        };
        let words = [
            ("$BOOKING", "bookings/{id}"),
            ("$ASSET", "assets/{id}"),
            ("$STOCK", "stock/{id}"),
            ("$ENTRY", "{entry}"),
            ("$CODE", "{code}"),
            ("$SPARE", "spares/{id}"),
            ("$WORK_ORDER", "work-orders/{id}"),
            ("$ALERT", "alerts/{id}"),
            ("$ACCEPTANCE", "acceptances/{id}"),
            ("$KIT_TEMPLATE", "kit-templates/{id}"), // before the word it begins with
            ("$KIT", "kits/{id}"),
            ("$SET_TEMPLATE", "set-templates/{id}"),
            ("$TASK", "{task}"),
            ("$FILE", "files/{file}"),
            ("$ATTACHMENT", "files/{attachment}"),
            ("$IMPORT", "imports/{id}"),
            ("$MAINTENANCE_PLAN", "maintenance-plans/{id}"),
            ("$METER", "meters/{id}"),
            ("$AUDIT", "audits/{id}"),
            ("$RESOURCE", "resources/{id}"),
            ("$LOCATION", "locations/{id}"),
            ("$USER", "users/{id}"),
            ("$GRANT", "grants/{id}"),
            ("$BLOCK", "blocks/{id}"),
            ("$CONTACT_MERGE", "contact-merges/{id}"), // before the word it begins with
            ("$CONTACT", "contacts/{id}"),
            ("$OTHER", "others/{id}"),
            ("$EVENT", "events/{id}"),
            ("$MESSAGE", "messages/{id}"),
            ("$INVITATION", "invitations/{id}"),
            ("$ROLE", "roles/{id}"),
            ("$WEBHOOK_DELIVERY", "webhook-deliveries/{id}"), // before the word it begins with
            ("$WEBHOOK", "webhooks/{id}"),
            ("$INBOX_SOURCE", "inbox-sources/{id}"),
            ("$CATEGORY", "categories/{id}"),
            ("$MODEL", "models/{id}"),
            ("$VIEW", "views/{id}"),
            ("$VENDOR", "vendors/{id}"),
            ("$STATUS_LABEL", "status-labels/{id}"),
            ("$DEPRECIATION_SCHEME", "depreciation-schemes/{id}"),
            ("$FIELD", "fields/{id}"),
            ("$INBOX_EVENT", "inbox-events/{id}"),
            ("$FEED", "feeds/{id}"),
            ("$REPORT_SCHEDULE", "report-schedules/{id}"),
        ];
        let said = words.iter().fold(text.to_owned(), |text, (word, key)| text.replace(word, &id(key)));
        let building = if named == Named::Real { BUILDING.id } else { NOBODY };
        said.replace("$BUILDING", &building.to_string())
            .replace("$ORG", org)
            .replace("$EMAIL", ADA.email)
            .replace("$PASSWORD", PASSWORD)
            .replace("$RESET_TOKEN", TOKEN)
    }

    /// The path of a row at an organisation.
    pub fn path(&self, row: &str, org: &str, named: Named) -> String {
        let mut path = String::new();
        let mut before = "";
        for part in row.split('/').skip(1) {
            path.push('/');
            match part {
                "{org}" => path.push_str(org),
                name if name.starts_with('{') => path.push_str(&match named {
                    Named::Real => self.real(row, before, name).to_owned(),
                    Named::Random => random(name),
                }),
                plain => path.push_str(plain),
            }
            before = part;
        }
        path
    }

    fn real(&self, row: &str, before: &str, name: &str) -> &str {
        let key = format!("{before}/{name}");
        let thing = self.0.get(key.as_str()).or_else(|| self.0.get(name));
        thing.unwrap_or_else(|| panic!("tests/laws/rows.rs does not know a real {key} for {row}: make one there"))
    }
}

fn random(name: &str) -> String {
    match name {
        "{token}" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        "{resource}" => "no-such-thing".to_owned(),
        _ => NOBODY.to_string(),
    }
}

/// Somebody whose grant may be looked at, and changed.
async fn member_of(db: &Db, user: Uuid, grant: Uuid, now: DateTime<Utc>) {
    let mut tx = db.begin().await.expect("a transaction");
    sql("insert into users (id, email, name, created_at) values ($1, 'finn@harbour.example', 'Finn', $2)")
        .bind(user)
        .bind(now)
        .run(&mut tx)
        .await
        .expect("a user that fits the schema");
    crate::support::world::grant(&mut tx, grant, HARBOUR.id, user, Role::Viewer, now)
        .await
        .expect("a grant that fits the schema");
    tx.commit().await.expect("a commit");
}

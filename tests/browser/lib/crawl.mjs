// Every page that links lead to, once for each row of the route table and each way it can look.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ADA, CY } from './browsers.mjs';

const BINARY = process.env.STEWARD_BINARY ?? fileURLToPath(new URL('../../../target/debug/steward', import.meta.url));
// Addresses that no link of the house shows.
const HIDDEN = ['/b/harbour-house/sign-in/code', '/b/harbour-house/boardroom-aurora/why?at=2030-01-01T03:15:00Z&minutes=60', '/nowhere', '/o/harbour-house/nowhere', '/b/nowhere', '/password-reset', '/sign-in?next=/account'];
// What is no page: files, streams, letters as they leave, and what programs are answered.
const NO_PAGE = /^\/api\/v1\/|\.(css|ics|csv|svg|js|woff2)$|\/live$|\/pictures\/|\/messages\/[^/]+\/(page|calendar)$|\/contacts\/[^/]+\/disclosure$|^\/static\//;
// What may be gone by the time its link is followed: a job that is done.
const PASSING = /^\/console\/jobs\/[^/]+$/;
// Pages are read for links through these too: a letter leads to pages that nothing else leads to.
const LETTER = /\/messages\/[^/]+\/page$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
// More than this, and the crawl walks in circles.
const PAGES_MAX = 600;
// The filters of a list make more looks than anybody opens: so many of one row are enough for each who comes there.
const LOOKS_MAX = 3;
// Pages of one row that look alike may link to different pages: of so many more the links are read, and nothing else.
const READ_MAX = 6;

// The rows of pages, as patterns: those that answer people's GET.
export function rows() {
  const lines = execFileSync(BINARY, ['routes'], { encoding: 'utf8' }).split('\n');
  const rows = lines.filter(line => line.startsWith('GET')).map(line => line.split(/\s+/)[1]);
  return rows.filter(row => !row.startsWith('/api/v1/'));
}

// The row an address belongs to; static parts win over names.
export function rowOf(path, known) {
  const parts = path.split('/');
  const fits = row => {
    const names = row.split('/');
    return names.length === parts.length && names.every((name, at) => name === parts[at] || (name.startsWith('{') && parts[at]));
  };
  return known.filter(fits).sort((one, other) => one.split('{').length - other.split('{').length)[0];
}

// Two addresses that look alike: the same row, and the same kinds of values in the query.
function look(address, known) {
  const url = new URL(address, 'http://house');
  const kind = value => (/^[a-z][a-z_-]*$/.test(value) ? value : value ? '…' : '');
  const query = [...url.searchParams].map(([name, value]) => `${name}=${kind(value.replace(UUID, '…'))}`).sort();
  return `${rowOf(url.pathname, known) ?? url.pathname}?${[...new Set(query)].join('&')}`;
}

function links(html, base) {
  const found = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(match => match[1].replaceAll('&amp;', '&'));
  const letters = [...html.matchAll(/<iframe\b[^>]*?\ssrc="([^"]*)"/g)].map(match => match[1].replaceAll('&amp;', '&'));
  const urls = [...found, ...letters].map(target => new URL(target, base)).filter(url => url.origin === new URL(base).origin);
  return urls.map(url => url.pathname + url.search);
}

// Walks from the front doors: what a guest finds, then what a member and an owner find. Answers who sees which address, and
// which links lead to what their reader cannot open.
export async function crawl(house) {
  const known = rows();
  const seen = new Set();
  const pages = [];
  const dead = [];
  const doors = [
    [null, ['/', '/b/harbour-house', ...HIDDEN]],
    [CY, ['/account', '/o/harbour-house', '/o/harbour-house/settings', '/o/harbour-house/bookings']],
    [ADA, ['/', '/account', '/o/harbour-house/front-desk', '/o/harbour-house', '/o/harbour-house/messages', '/o/harbour-house/calendar?view=week']],
  ];
  for (const [who, starts] of doors) {
    const page = await (who ? house.person(who) : house.visitor());
    const visited = new Set();
    const looks = new Map();
    const read = new Set();
    const reads = new Map();
    const queue = starts.map(address => ({ address, from: null }));
    const follow = (html, address) => queue.push(...links(html, house.url + address).map(to => ({ address: to, from: address })));
    while (queue.length && pages.length < PAGES_MAX) {
      const { address, from } = queue.shift();
      const appearance = look(address, known);
      const key = `${who === CY ? CY : ''} ${appearance}`;
      if (read.has(address)) continue;
      read.add(address);
      const path = address.split('?')[0];
      const row = rowOf(path, known) ?? path;
      if (/format=(csv|xlsx)/.test(address)) continue; // a file of everything there is
      if (NO_PAGE.test(path) && !LETTER.test(path)) continue;
      const isLike = visited.has(appearance) || seen.has(key) || (!LETTER.test(path) && looks.get(row) >= LOOKS_MAX);
      const counted = isLike ? reads : looks;
      if (isLike && (counted.get(row) ?? 0) >= READ_MAX) continue;
      counted.set(row, (counted.get(row) ?? 0) + 1);
      visited.add(appearance);
      const answer = await page.request.get(address, { maxRedirects: 0 });
      if (answer.status() >= 300 && answer.status() < 400) {
        follow(`<a href="${answer.headers().location}">`, address);
        continue;
      }
      if (from && [403, 404].includes(answer.status()) && !PASSING.test(path)) dead.push(`${who ?? 'guest'} ${from} -> ${address}: ${answer.status()}`);
      if (!answer.headers()['content-type']?.startsWith('text/html')) continue;
      const html = await answer.text();
      if (!LETTER.test(path) && !isLike) {
        seen.add(key);
        pages.push({ who, address, row: rowOf(path, known), status: answer.status() });
      }
      follow(html, address);
    }
    await page.context().close();
  }
  return { pages, known, dead };
}

// Every page of the house, in light and dark, on a desk and on a phone: axe finds nothing, and nothing scrolls sideways.
import { CY, DESKTOP, PHONE, SMALL_PHONE, expect } from '../lib/browsers.mjs';
import { complaints, sideways } from '../lib/axe.mjs';
import { crawl } from '../lib/crawl.mjs';

// Rows that are no pages, or that nobody of the demonstration comes to.
const NOT_VISITED = [
  '/', // leads on, to a sign-in or into the house
  '/organisations/new', // for the operator: see the story of the first run
  '/set-up', // the same
  '/b/{org}/letters/{token}', // behind the link of a reminder
  '/b/{org}/letters/{token}/ending', // the same
  '/b/{org}/reports/{token}/ending', // behind the link of a mailed report: see the story of reports
  '/b/{org}/manage/{token}/booking.ics', // a file
  '/b/{org}/my/bookings', // of a client who signed in: see their story
  '/b/{org}/my/profile', // the same
  '/b/{org}/pictures/{id}', // a picture
  '/b/{org}/theme.css', // a style sheet
  '/o/{org}/contacts/imports/{id}', // what an upload leads to: see the story of contacts
  '/o/{org}/contacts/{id}/disclosure', // a file
  '/o/{org}/assets/holdings', // a part of the page of checking out
  '/o/{org}/assets/labels/file', // a file
  '/o/{org}/catalogue/categories', // leads on to the catalogue
  '/o/{org}/assets/{id}/files/{file}', // a file
  '/o/{org}/assets/adoption', // what an unknown code leads to: see the story of scanning
  '/o/{org}/audits/{id}/findings/{line}/photo', // a photo: see the story of audits
  '/o/{org}/locations/labels/file', // a file
  '/o/{org}/resources/labels/file', // a file
  '/o/{org}/stock/labels/file', // a file
  '/o/{org}/work-orders/{id}/files/{attachment}', // a file
  '/a/{tag}', // on a label: see the story of labels
  '/a/{org}/{tag}', // the same
  '/ht/{tag}', // on a label of an earlier system, as the next ones
  '/hardware/{number}',
  '/hardware/bytag/{tag}',
  '/hardware/byserial/{serial}',
  '/b/{org}/a/{tag}', // the same at an organisation's own host name
  '/b/{org}/ht/{tag}',
  '/b/{org}/hardware/{number}',
  '/b/{org}/hardware/bytag/{tag}',
  '/b/{org}/hardware/byserial/{serial}',
  '/o/{org}/imports/{id}', // what an upload leads to: see the story of imports
  '/o/{org}/imports/{id}/errors', // a file
  '/o/{org}/acceptances/{id}/file', // a file
  '/o/{org}/assets/{id}/acceptances', // a part of the page of an asset
  '/b/{org}/acceptances/{token}/file', // a file behind the link of a letter
  '/o/{org}/assets/people', // a part of the form for checking out
  '/o/{org}/assets/{id}/work-orders', // a part of the page of an asset
  '/o/{org}/assets/{id}/alerts', // the same
  '/o/{org}/assets/{id}/kit', // the same
  '/o/{org}/catalogue/tag-example', // a part of the form of a category
  '/o/{org}/live', // a stream
  '/o/{org}/people/roles/{id}/preview', // what a changed role leads to: see the story of roles
  '/o/{org}/webhooks/{id}', // a demonstration calls nobody: see the story of ties to other systems
  '/o/{org}/webhooks/{id}/details', // the same
  '/o/{org}/webhooks/{id}/secret', // the same
  '/o/{org}/webhook-deliveries/{id}', // the same
  '/o/{org}/inbox/{id}', // nobody tells it anything: the same
  '/o/{org}/inbox/sources/{id}', // the same
  '/o/{org}/notifications/bell', // a part of every page
  '/o/{org}/messages/{id}/calendar', // a file
  '/o/{org}/messages/{id}/file', // a file
  '/o/{org}/messages/{id}/page', // a letter as it leaves: its readers are mail programs
];

let walked;
const walk = house => (walked ??= crawl(house));

async function people(house, options) {
  const open = new Map();
  return async who => {
    if (!open.has(who)) open.set(who, await (who ? house.person(who, options) : house.visitor(options)));
    return open.get(who);
  };
}

async function examine(house, options, judge) {
  const { pages } = await walk(house);
  const of = await people(house, options);
  const slips = [];
  for (const { who, address } of pages) {
    const page = await of(who);
    await page.goto(address);
    for (const slip of await judge(page)) slips.push(`${who ?? 'guest'} ${address}: ${slip}`);
  }
  if (slips.length) throw new Error(`${slips.length} complaints:\n  ${slips.join('\n  ')}`);
}

// Forms that were sent as they are: the page that says what is wrong with them.
async function refusals(house, options, judge) {
  const { pages } = await walk(house);
  const of = await people(house, options);
  const slips = [];
  let refused = 0;
  const forms = pages.filter(({ address, who }) => who !== CY && /\/new$|\/settings$|\/sign-in$|\/b\/[^/]+\/[^/?]+$/.test(address.split('?')[0]));
  for (const { who, address } of forms) {
    const page = await of(who);
    await page.goto(address);
    const form = page.locator('main form[method=post]').first();
    if (!(await form.count())) continue;
    const answered = page.waitForResponse(response => response.request().method() === 'POST');
    await form.evaluate(found => {
      for (const field of found.querySelectorAll('input:not([type=hidden], [type=radio], [type=checkbox]), textarea')) field.value = '';
      found.noValidate = true;
      found.requestSubmit();
    });
    if ((await answered).status() !== 422) continue;
    refused += 1;
    const summary = page.locator('#problems');
    await summary.waitFor();
    await expect(() => summary.evaluate(found => found === document.activeElement), `the focus on what is wrong, at ${address}`);
    for (const slip of await judge(page)) slips.push(`${who ?? 'guest'} ${address} refused: ${slip}`);
  }
  if (slips.length) throw new Error(`${slips.length} complaints:\n  ${slips.join('\n  ')}`);
  await expect(refused > 3, `more than ${refused} refused forms`);
}

// Dialogs and menus, opened one after the other; the same one on many pages once.
async function overlays(house, options) {
  const { pages } = await walk(house);
  const of = await people(house, options);
  const slips = new Set();
  const opened = new Set();
  for (const { who, address } of pages.filter(({ who }) => who !== CY)) {
    const page = await of(who);
    await page.goto(address);
    for (const opener of await page.locator('button[commandfor][command="show-modal"], button[popovertarget]').all()) {
      const tag = await opener.evaluate(found => found.outerHTML.split('>')[0].replace(/[0-9a-f-]{36}/g, '…'));
      if (opened.has(tag) || !(await opener.isVisible())) continue;
      opened.add(tag);
      await opener.click();
      await expect(() => page.locator('dialog:modal, :popover-open').count(), `something to open at ${address} by ${tag}`);
      for (const slip of await complaints(page)) slips.add(`${address} with ${tag}: ${slip}`);
      await page.keyboard.press('Escape');
    }
  }
  if (slips.size) throw new Error(`${slips.size} complaints:\n  ${[...slips].join('\n  ')}`);
  await expect(opened.size > 3, `more than ${opened.size} dialogs and menus`);
}

export default {
  async 'every page that anybody can come to is visited'(house) {
    const { pages, known } = await walk(house);
    const reached = new Set(pages.map(page => page.row));
    const missed = known.filter(row => !reached.has(row) && !NOT_VISITED.includes(row) && !row.endsWith('{token}'));
    if (missed.length) throw new Error(`no link leads to ${missed.join(', ')}`);
    await expect(pages.length > 30, `more than ${pages.length} pages`);
  },
  async 'no link leads to what its reader cannot open'(house) {
    const { dead } = await walk(house);
    if (dead.length) throw new Error(`${dead.length} links lead nowhere:\n  ${dead.join('\n  ')}`);
  },
  'axe finds nothing: desktop, light': house => examine(house, { size: DESKTOP, theme: 'light' }, complaints),
  'axe finds nothing: desktop, dark': house => examine(house, { size: DESKTOP, theme: 'dark' }, complaints),
  'axe finds nothing: phone, light': house => examine(house, { size: PHONE, theme: 'light' }, complaints),
  'axe finds nothing: phone, dark': house => examine(house, { size: PHONE, theme: 'dark' }, complaints),
  'axe finds nothing on refused forms: desktop, light': house => refusals(house, { size: DESKTOP, theme: 'light' }, complaints),
  'axe finds nothing on refused forms: phone, dark': house => refusals(house, { size: PHONE, theme: 'dark' }, complaints),
  'axe finds nothing in open dialogs and menus: desktop, light': house => overlays(house, { size: DESKTOP, theme: 'light' }),
  'axe finds nothing in open dialogs and menus: phone, dark': house => overlays(house, { size: PHONE, theme: 'dark' }),
  'no page scrolls sideways on a small phone': house =>
    examine(house, { size: SMALL_PHONE }, async page => [await sideways(page)].filter(Boolean).map(wide => `wider than the screen: ${wide}`)),
};

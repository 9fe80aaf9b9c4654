// The pages made last, by keyboard alone: every control is reached, focus is always seen, a question keeps it and gives it back,
// and no answer of the server throws it out of the page.
import { ADA, expect } from '../lib/browsers.mjs';
import { STOPS_MAX, here, stays, tabTo } from '../lib/keys.mjs';

const HOUSE = '/o/harbour-house';
// What Tab should stop at within the content, in the order of the page: its number and how it is called.
const controls = page => page.evaluate(() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"], iframe';
  const main = document.getElementById('main');
  const named = found => (found.getAttribute('aria-label') ?? found.labels?.[0]?.innerText ?? found.innerText ?? '').trim().slice(0, 40);
  let number = 0;
  const stops = [];
  for (const found of main.querySelectorAll(wanted)) {
    const isOther = found.type === 'radio' && !found.checked && main.querySelector(`input[type=radio][name="${CSS.escape(found.name)}"]:checked`);
    const isShut = found.closest('[popover]:not(:popover-open), dialog:not([open]):not(:popover-open)');
    const isSeen = found.checkVisibility({ visibilityProperty: true });
    if (found.disabled || found.tabIndex < 0 || isOther || isShut || !isSeen) continue;
    found.dataset.stop = number;
    stops.push({ number, what: `${found.tagName.toLowerCase()} ${found.id || found.name || ''} ${named(found)}` });
    number += 1;
  }
  return stops;
});

// Walks a page by Tab from its beginning; answers what is wrong.
async function walk(page, path) {
  await page.goto(path);
  await page.waitForTimeout(600); // parts of a page come by themselves
  const all = await controls(page);
  const reached = new Set();
  const slips = [];
  await page.locator('#main').focus();
  for (let step = 0; step < STOPS_MAX && reached.size < all.length; step += 1) {
    await page.keyboard.press('Tab');
    const at = await here(page);
    if (at.isBody || at.number === undefined) break; // past the end of the content
    if (!at.isSeen) slips.push(`the focus is not seen at ${at.html}`);
    reached.add(Number(at.number));
  }
  for (const { number, what } of all) if (!reached.has(number)) slips.push(`Tab does not come to ${what}`);
  return slips.map(slip => `${path}: ${slip}`);
}

// The first link of a list that leads to one of its things.
async function first(page, list, pattern) {
  await page.goto(list);
  const hrefs = await page.locator('#main a').evaluateAll(links => links.map(link => link.getAttribute('href')));
  const found = hrefs.find(href => pattern.test(href));
  if (!found) throw new Error(`${list} leads to nothing like ${pattern}`);
  return found.split('?')[0];
}

const ID = '[0-9a-f-]{36}';

export default {
  async 'every control of the pages made last is reached, and the focus is seen'(house) {
    const page = await house.person(ADA);
    const asset = await first(page, `${HOUSE}/assets`, new RegExp(`/assets/${ID}`));
    const kit = await first(page, `${HOUSE}/kits`, new RegExp(`/kits/${ID}`));
    const template = await first(page, `${HOUSE}/kit-templates`, new RegExp(`/kit-templates/${ID}`));
    const plan = await first(page, `${HOUSE}/maintenance-plans`, new RegExp(`/maintenance-plans/${ID}`));
    const audit = await first(page, `${HOUSE}/audits`, new RegExp(`/audits/${ID}`));
    const acceptance = await first(page, `${HOUSE}/acceptances`, new RegExp(`/acceptances/${ID}`));
    const paths = [
      `${HOUSE}/kits`, `${HOUSE}/kits/new`, kit, `${kit}/check-out`, `${HOUSE}/kit-templates`, `${HOUSE}/kit-templates/new`, template,
      `${asset}`, `${asset}/form`, `${asset}/files`, `${asset}/codes`, `${asset}/meters/new`, `${HOUSE}/maintenance-plans`, `${HOUSE}/maintenance-plans/new`, plan,
      `${HOUSE}/reports`, `${HOUSE}/reports/assets`, `${HOUSE}/reports/cost-of-ownership`, `${HOUSE}/reports/maintenance-schedule`, `${HOUSE}/reports/overdue`,
      `${HOUSE}/imports`, `${HOUSE}/assets?text=UltraSharp`, `${HOUSE}/assets/changes?text=UltraSharp`, `${HOUSE}/audits`, `${HOUSE}/audits/new`, audit,
      `${HOUSE}/acceptances`, acceptance, `${HOUSE}/assets/labels?text=Folding`, `${HOUSE}/catalogue/labels`, `${HOUSE}/catalogue/labels/new`, `${HOUSE}/alerts`, `${HOUSE}/views`,
    ];
    const slips = [];
    for (const path of paths) slips.push(...await walk(page, path));
    if (slips.length) throw new Error(slips.join('\n'));
  },

  async 'what is due is ticked, put off and shown again without a mouse'(house) {
    const page = await house.person(ADA);
    await page.goto(`${HOUSE}/alerts`);
    const box = page.locator('#alerts tbody tr').first().getByRole('checkbox');
    await page.locator('#main').focus();
    await tabTo(page, box);
    await page.keyboard.press('Space');
    await expect(() => box.isChecked(), 'the tick');
    await tabTo(page, page.locator('#main').getByRole('button', { name: 'Snooze' }).first());
    await page.keyboard.press('Enter');
    await page.locator('.toast').getByText('1 is put off.').waitFor();
    await stays(page, 'after Snooze');
    // The toast says how to take it back, and waits as long as the focus is there.
    const undo = page.locator('.toast').getByRole('button', { name: 'Undo' }).last();
    await undo.focus();
    await page.waitForTimeout(8_000);
    await expect(() => undo.evaluate(found => found === document.activeElement && found.checkVisibility({ visibilityProperty: true, opacityProperty: true })), 'the toast to wait');
    await page.keyboard.press('Enter');
    await page.locator('.toast').getByText('1 is shown again.').waitFor();
    await stays(page, 'after Undo');
  },

  async 'a question keeps the focus until it is answered, and gives it back'(house) {
    const page = await house.person(ADA);
    const kit = await first(page, `${HOUSE}/kits`, new RegExp(`/kits/${ID}`));
    const template = await first(page, `${HOUSE}/kit-templates`, new RegExp(`/kit-templates/${ID}`));
    const plan = await first(page, `${HOUSE}/maintenance-plans`, new RegExp(`/maintenance-plans/${ID}`));
    const look = await first(page, `${HOUSE}/catalogue/labels`, new RegExp(`/catalogue/labels/${ID}`));
    let asked = 0;
    const role = await first(page, `${HOUSE}/people/roles`, new RegExp(`/people/roles/${ID}`));
    const category = await first(page, `${HOUSE}/catalogue`, new RegExp(`/catalogue/categories/${ID}`));
    for (const path of [kit, template, plan, look, `${plan}/details`, `${template}/details`, category, role, '/account']) {
      await page.goto(path);
      const openers = page.locator('#main button[popovertarget]:visible');
      for (let nth = 0; nth < Math.min(await openers.count(), 3); nth += 1) {
        const opener = openers.nth(nth);
        const id = await opener.getAttribute('popovertarget');
        if (!(await page.locator(`dialog#${id}`).count())) continue;
        asked += 1;
        await opener.focus();
        await page.keyboard.press('Enter');
        const within = () => page.evaluate(wanted => document.getElementById(wanted).contains(document.activeElement), id);
        await expect(within, `the focus in the question of ${path}`);
        for (const key of [...Array(8).fill('Tab'), ...Array(8).fill('Shift+Tab')]) {
          await page.keyboard.press(key);
          await expect(await within(), `${key} to stay in the question of ${path}`);
        }
        await page.keyboard.press('Escape');
        await expect(() => opener.evaluate(found => found === document.activeElement), `the focus back at its button on ${path}`);
      }
    }
    await expect(asked > 1, `questions, not ${asked}`);
  },

  async 'filters and choices keep the focus while the page follows them'(house) {
    const page = await house.person(ADA);
    for (const path of ['/kits', '/assets', '/maintenance-plans', '/audits', '/acceptances', '/alerts', '/reports/overdue', '/reports/assets', '/assets/labels?text=Folding']) {
      await page.goto(`${HOUSE}${path}`);
      const choices = page.locator('#main form:is(.filters, .filter-row, #labels) select:visible, #main .filter-row select:visible');
      for (let nth = 0; nth < Math.min(await choices.count(), 3); nth += 1) {
        const choice = choices.nth(nth);
        if ((await choice.locator('option').count()) < 2) continue;
        const name = await choice.getAttribute('name');
        await choice.focus();
        await page.keyboard.press('ArrowDown');
        await stays(page, `after a choice of ${name} on ${path}`);
        await expect(() => page.evaluate(wanted => document.activeElement?.name === wanted, name), `the focus at ${name} on ${path}`);
      }
    }
  },

  async 'an audit is begun, counted and closed with the keys'(house) {
    const page = await house.person(ADA);
    await page.goto(`${HOUSE}/audits/new`);
    await page.getByLabel('Name').focus();
    await page.keyboard.type('By keys');
    await tabTo(page, page.locator('#location'));
    await page.keyboard.type('Workshop');
    await tabTo(page, page.locator('#main').getByRole('button', { name: 'Start' }));
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/audits/${ID}`));
    await stays(page, 'after Start');
    const missing = page.locator('#main').getByRole('button', { name: /^Not there: / }).first();
    await tabTo(page, missing);
    await page.keyboard.press('Enter');
    await page.locator('#main').getByText('Missing').first().waitFor();
    await stays(page, 'after a line was counted');
    await tabTo(page, page.locator('#main').getByRole('link', { name: 'Close the audit' }));
    await page.keyboard.press('Enter');
    await page.waitForURL(/closing/);
    await stays(page, 'on the page that closes it');
    await tabTo(page, page.locator('#main').getByRole('button', { name: 'Close the audit' }));
    await page.keyboard.press('Enter');
    await page.locator('#main').getByText('What it found stays as it is.').waitFor();
    await stays(page, 'when it is closed');
  },

  async 'a kit comes home, and a meter is read, with the keys'(house) {
    const page = await house.person(ADA);
    const asset = await first(page, `${HOUSE}/assets?text=FU-0006`, new RegExp(`/assets/${ID}`));
    await page.goto(`${asset}/meters/new`);
    await page.locator('#name').focus();
    await page.keyboard.type('Cycles');
    await tabTo(page, page.locator('#unit'));
    await page.keyboard.type('x');
    await tabTo(page, page.locator('#main').getByRole('button', { name: 'Add', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Cycles' }).waitFor();
    await stays(page, 'after Add');
    await tabTo(page, page.locator('#value'));
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.locator('#main').getByText('12 x').filter({ visible: true }).first().waitFor();
    await stays(page, 'after a reading');
    const template = await first(page, `${HOUSE}/kit-templates`, new RegExp(`/kit-templates/${ID}`));
    await page.goto(`${template}/details`);
    await page.locator('#main').focus();
    const add = page.locator('#main button:visible').first();
    await tabTo(page, add);
    await page.keyboard.press('Enter');
    await stays(page, 'after the first button of a kit template');
  },

  async 'a field of days shows its ring at each of its stops, the browser\'s own button too'(house) {
    for (const theme of ['light', 'dark']) {
      const page = await house.person(ADA, { theme });
      await page.goto(`${HOUSE}/work-orders/new`);
      const day = page.locator('#main input[type=date]:visible').first();
      const id = await day.getAttribute('id');
      await day.focus();
      await page.keyboard.press('Shift+Tab'); // so that it is entered as people do
      await tabTo(page, day);
      let button = false;
      for (let stop = 0; stop < 8; stop += 1) {
        const at = await here(page);
        if (at.id !== id) break;
        await expect(at.ownRing, `the ring of the field at its stop ${stop}`);
        button ||= at.isWithin;
        await page.keyboard.press('Tab');
      }
      await expect(button, 'the browser to have a button of its own in the field');
      await expect(!(await day.evaluate(found => getComputedStyle(found).outlineStyle !== 'none')), 'no ring once the focus has gone on');
    }
  },
};

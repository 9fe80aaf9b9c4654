// Chromium, and what a story is told with: people at pages of a house, and everything that goes wrong on them.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.STEWARD_CHROMIUM ?? '/usr/bin/chromium';
const PICTURES = fileURLToPath(new URL('../../../target/tests/pictures/', import.meta.url));
const PATIENCE_MS = 10_000;
// The password of everybody in the demonstration.
const PASSWORD = 'a lantern on the pier';

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const SMALL_PHONE = { width: 360, height: 740 };

export const ADA = 'ada@harbour.example';
export const BO = 'bo@harbour.example';
export const CY = 'cy@harbour.example';
export const DEE = 'dee@quarry.example';

// What the console may say: the browser reports each answer that is no success, also those a story asks for.
const EXPECTED = [/Failed to load resource: the server responded with a status of (4\d\d|503)/];

export class Browsers {
  static async open() {
    const browsers = new Browsers();
    // Inside a container there is no sandbox to be had; the pages are our own.
    browsers.chromium = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    return browsers;
  }

  // A house, for one story.
  house(server) { return new House(this.chromium, server); }

  close() { return this.chromium.close(); }
}

export class House {
  constructor(browser, server) {
    Object.assign(this, { browser, server, url: server.url, contexts: [], pages: [], troubles: [] });
  }

  // Somebody's browser: a page, nobody signed in.
  async visitor({ size = DESKTOP, theme = 'light', script = true, touch = false } = {}) {
    const options = { viewport: size, colorScheme: theme, javaScriptEnabled: script, hasTouch: touch, baseURL: this.url, reducedMotion: 'reduce' };
    const context = await this.browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    this.contexts.push(context);
    const page = await context.newPage();
    this.watch(page);
    return page;
  }

  // Somebody's browser, with them signed in by the real form.
  async person(email, options) {
    const page = await this.visitor(options);
    while (!await this.signIn(page, email)) {}
    return page;
  }

  // Is somebody in? All stories sign the same few people in from one address, more often than the house takes within a
  // minute; told to be slower, they wait as long as they were told.
  async signIn(page, email) {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    const answered = page.waitForResponse(response => response.request().method() === 'POST' && response.url().endsWith('/sign-in'));
    await page.locator('#sign-in button[type=submit], form[action="/sign-in"] button').first().click();
    const answer = await answered;
    if (answer.status() === 429) {
      await new Promise(done => setTimeout(done, 1000 * Number(answer.headers()['retry-after'])));
      return false;
    }
    await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
    return true;
  }

  watch(page) {
    const note = what => this.troubles.push(`${new URL(page.url(), this.url).pathname}: ${what}`);
    page.on('console', message => {
      const text = message.text();
      if (message.type() === 'error' && !EXPECTED.some(known => known.test(text))) note(text);
      if (/content security policy/i.test(text)) note(text);
    });
    page.on('pageerror', error => note(`uncaught ${error}`));
    page.on('response', response => { if (response.status() >= 500) note(`${response.status()} at ${response.url()}`); });
    this.pages.push(page);
  }

  // Forgives what matches: a story that provokes an error says so.
  forgive(pattern) { this.troubles = this.troubles.filter(trouble => !pattern.test(trouble)); }

  // Fails when anything went wrong on any page.
  complain() {
    if (this.troubles.length) throw new Error(`on its pages: \n  ${[...new Set(this.troubles)].join('\n  ')}`);
  }

  // Keeps what the pages looked like when a story failed.
  async picture(name) {
    await mkdir(PICTURES, { recursive: true });
    for (const [number, page] of this.pages.entries()) {
      const path = `${PICTURES}${name.replace(/\W+/g, '-')}-${number}.png`;
      await page.screenshot({ path }).then(() => console.log(`        picture: ${path}`), () => {});
    }
  }

  async close() {
    for (const context of this.contexts) await context.close();
  }
}

// Fails with what was seen unless the condition holds, at once or within a while.
export async function expect(condition, what, patience = 5_000) {
  const until = Date.now() + patience;
  let seen;
  do {
    seen = typeof condition === 'function' ? await condition() : condition;
    if (seen) return seen;
    await new Promise(done => setTimeout(done, 50));
  } while (Date.now() < until);
  throw new Error(`expected ${what}`);
}

// Hands for the timeline: where a time lies on a resource's track, and dragging.
import { expect } from './browsers.mjs';

export class Calendar {
  constructor(page) { this.page = page; }

  static async open(page, day) {
    const calendar = new Calendar(page);
    await page.goto(`/o/harbour-house/calendar?day=${day}`);
    await page.locator('#calendar .track').first().waitFor();
    // Live updates would fetch the calendar anew under the story's hands until the stream is there.
    await page.waitForTimeout(300);
    return calendar;
  }

  row(resource) { return this.page.locator('#calendar .cal-row', { has: this.page.getByText(resource, { exact: true }) }).first(); }

  // The booking with this title.
  item(title) { return this.page.locator('#calendar .slot-ev', { hasText: title }); }

  // The middle of the cell that begins at this wall time.
  async point(resource, time, scrolls = true) {
    const track = this.row(resource).locator('.track');
    if (scrolls) await track.scrollIntoViewIfNeeded();
    return track.evaluate((found, { wanted, scrolls }) => {
      const { start, cells, cellMinutes, zone } = found.dataset;
      const wall = cell => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' }).format(Date.parse(start) + cell * cellMinutes * 60_000);
      const cell = Array.from({ length: Number(cells) }, (_, at) => at).find(at => wall(at) === wanted);
      if (cell === undefined) throw new Error(`${wanted} is not shown`);
      const width = found.offsetWidth / cells;
      const scroll = found.closest('.cal-scroll');
      if (scrolls) scroll.scrollLeft = Math.max(0, cell * width - scroll.clientWidth / 3);
      const box = found.getBoundingClientRect();
      return { x: box.left + (cell + 0.5) * width, y: box.top + box.height / 2 };
    }, { wanted: time, scrolls });
  }

  async drag(from, to) {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    for (let step = 1; step <= 8; step += 1) await mouse.move(from.x + (to.x - from.x) * step / 8, from.y + (to.y - from.y) * step / 8);
    await mouse.up();
  }

  // Drags from one time to another, possibly of another resource.
  async dragTimes(resource, from, to, other = resource) {
    const start = await this.point(resource, from);
    await this.drag(start, await this.point(other, to, false));
  }

  // The times a booking shows: `10:00–11:30`.
  times(title) { return this.item(title).locator('small').innerText().then(text => text.split(' ')[0]); }

  version(title) { return this.item(title).getAttribute('data-version').then(Number); }

  // Waits until a booking shows these times and the server has agreed (its version has grown).
  async settled(title, times, version) {
    await expect(async () => (await this.item(title).count()) === 1 && (await this.times(title)) === times && (await this.version(title)) === version,
      `${title} at ${times} in version ${version}, not ${await this.times(title).catch(() => 'gone')} in ${await this.version(title).catch(() => '-')}`);
  }

  // Makes a booking by dragging and filling in the dialog.
  async make(resource, from, last, title) {
    await this.dragTimes(resource, from, last);
    const dialog = this.page.locator('#new-booking');
    await expect(() => dialog.evaluate(found => found.open), 'the dialog of a new booking');
    await dialog.getByLabel('Name of the guest').fill('Zoe Park');
    await dialog.getByLabel('E-mail of the guest').fill('zoe@guest.example');
    await dialog.getByLabel('Purpose').fill(title);
    return dialog;
  }
}

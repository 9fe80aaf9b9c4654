// The pictures of README, taken from the running program: cargo build && npm ci && node docs/shots/take.mjs
import { fileURLToPath } from 'node:url';
import { ADA, Browsers, PHONE } from '../../tests/browser/lib/browsers.mjs';
import { Server } from '../../tests/browser/lib/server.mjs';

const DESKTOP = { width: 1280, height: 800 };
const path = name => fileURLToPath(new URL(`${name}.png`, import.meta.url));

const server = await Server.demo();
const browsers = await Browsers.open();
const house = browsers.house(server);
try {
  const desk = await house.person(ADA, { size: DESKTOP });
  await desk.goto('/o/harbour-house/calendar?kind=room');
  await desk.evaluate(() => document.fonts.ready);
  await desk.screenshot({ path: path('calendar') });
  const phone = await house.visitor({ size: PHONE, touch: true });
  // Tomorrow: late in the evening nothing is free today.
  const day = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await phone.goto(`/b/harbour-house/boardroom-aurora?day=${day}`);
  await phone.evaluate(() => document.fonts.ready);
  await phone.screenshot({ path: path('public') });
  house.complain();
} finally {
  await house.close();
  await browsers.close();
  await server.stop();
}

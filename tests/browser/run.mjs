// The browser stories: what only a real browser shows. `node tests/browser/run.mjs [words of a story's name]`
//
// Starts the built binary (STEWARD_BINARY, else target/debug/steward) with its demonstration on a free port, opens
// Chromium (STEWARD_CHROMIUM, else /usr/bin/chromium), and runs every story and the crawl with axe. A story fails on an
// exception, on any violation of the content security policy, on any error in the console, and on any uncaught error.
import { readdir } from 'node:fs/promises';
import { Browsers } from './lib/browsers.mjs';
import { Server } from './lib/server.mjs';

const wanted = process.argv.slice(2);
const folder = new URL('./stories/', import.meta.url);
const files = (await readdir(folder)).filter(name => name.endsWith('.mjs')).sort();
const stories = [];
for (const file of files) {
  const { default: told } = await import(new URL(file, folder));
  for (const [name, run] of Object.entries(told)) stories.push({ name: `${file.replace('.mjs', '')}: ${name}`, run });
}

const chosen = stories.filter(story => wanted.every(word => story.name.includes(word)));
const started = Date.now();
const failed = [];
const demo = await Server.demo();
const browsers = await Browsers.open();
try {
  for (const story of chosen) {
    const began = Date.now();
    const house = browsers.house(demo);
    let problem = null;
    try {
      await story.run(house);
      house.complain();
    } catch (error) {
      problem = error;
      await house.picture(story.name);
    } finally {
      await house.close();
    }
    const seconds = ((Date.now() - began) / 1000).toFixed(3).padStart(8);
    console.log(`        ${problem ? 'FAIL' : 'PASS'} [${seconds}s] ${story.name}`);
    if (problem) {
      console.log(problem.stack ?? problem);
      failed.push(story.name);
    }
  }
} finally {
  await browsers.close();
  await demo.stop();
}
for (const name of failed) console.log(`        FAIL ${name}`);
const seconds = ((Date.now() - started) / 1000).toFixed(3);
console.log(`     Summary [${seconds}s] ${chosen.length} browser stories run: ${chosen.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length || !chosen.length ? 1 : 0;

// The hands of the calendar: drag to make, move and resize a booking, the same by keys, and fetch anew when others change
// something. What is drawn comes from the server; after every gesture its answer replaces what was guessed here.
(() => {
  // A boosted navigation may bring this script a second time.
  if (window.stewardCalendar) return;
  window.stewardCalendar = true;

  const DRAG_STARTS_PX = 4;
  const KEYS_REST_MS = 450;
  const NEWS_REST_MS = 250;
  const NOW_LINE_MS = 5 * 60_000;
  const EDGE_PX = 40;
  const NEW_MINUTES = 60;
  const WEEK_STARTS_AT = '09:00';

  const board = () => document.getElementById('calendar');
  const on = (event, handler, options) => document.addEventListener(event, handler, options);

  // ---- places: classes such as s12 and w6 ----

  const place = (item, letter) => Number(item.className.match(new RegExp(`\\b${letter}(\\d+)\\b`))?.[1] ?? 0);
  const setPlace = (item, letter, value) => {
    const known = new RegExp(`\\b${letter}\\d+\\b`);
    item.className = known.test(item.className) ? item.className.replace(known, letter + value) : `${item.className} ${letter}${value}`;
  };

  const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
  const cellsOf = track => Number(track.dataset.cells);
  const stepOf = track => Number(track.dataset.step) || 1;
  const cellMinutes = track => Number(track.dataset.cellMinutes);
  const isRtl = track => getComputedStyle(track).direction === 'rtl';

  // The cell under a point, with a fraction.
  function cellAt(track, x) {
    const box = track.getBoundingClientRect();
    return (isRtl(track) ? box.right - x : x - box.left) / box.width * cellsOf(track);
  }

  // ---- times ----

  const instant = (track, cell) => new Date(Date.parse(track.dataset.start) + cell * cellMinutes(track) * 60_000);
  const utc = date => date.toISOString().replace('.000Z', 'Z');
  // The wall time in the resource's zone as a form wants it; Swedish writes dates that way.
  const wall = (date, zone) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone || undefined, dateStyle: 'short', timeStyle: 'short' }).format(date).replace(' ', 'T');
  const weekday = (date, zone) => new Intl.DateTimeFormat('en-GB', { timeZone: zone || undefined, weekday: 'short' }).format(date);

  // ---- what a gesture has changed: cells an item was moved by, and cells its end was ----
  // It is counted from where the booking truly begins and ends, which may be beyond what is shown, and drawn as far as it is
  // shown. The answer of the server takes both counts away.

  const count = (item, name) => Number(item.dataset[name] ?? 0);
  const cellOf = (track, time) => (Date.parse(time) - Date.parse(track.dataset.start)) / (cellMinutes(track) * 60_000);
  const ends = (item, track) => [cellOf(track, item.dataset.start), cellOf(track, item.dataset.end)];

  function draw(item) {
    const track = item.parentElement;
    const [from, until] = ends(item, track);
    const [moved, grown] = [count(item, 'moved'), count(item, 'grown')];
    const start = clamp(Math.floor(from + moved), 0, cellsOf(track) - 1);
    setPlace(item, 's', start);
    setPlace(item, 'w', clamp(Math.ceil(until + moved + grown), start + 1, cellsOf(track)) - start);
  }

  // An end that is shown stays shown; of what is cut, a step does.
  function moveBy(item, cells) {
    const track = item.parentElement;
    const [from, until] = ends(item, track);
    const least = from >= 0 ? -Math.floor(from) : stepOf(track) - Math.floor(until);
    const most = until <= cellsOf(track) ? cellsOf(track) - Math.ceil(until) : cellsOf(track) - stepOf(track) - Math.ceil(from);
    item.dataset.moved = clamp(cells, Math.min(0, least), Math.max(0, most));
    draw(item);
  }

  function growBy(item, cells) {
    const track = item.parentElement;
    const [from, until] = ends(item, track);
    const least = stepOf(track) - (until - Math.max(0, from));
    item.dataset.grown = clamp(cells, Math.min(0, Math.ceil(least)), Math.max(0, cellsOf(track) - Math.ceil(until)));
    draw(item);
  }

  // The instants an item stands for now; one that is being drawn has only its cells.
  function instants(item) {
    const track = item.closest('.track');
    const later = cells => cells * cellMinutes(track) * 60_000;
    const [moved, grown] = [count(item, 'moved'), count(item, 'grown')];
    if (!item.dataset.start) return [instant(track, place(item, 's')), instant(track, place(item, 's') + place(item, 'w'))];
    return [new Date(Date.parse(item.dataset.start) + later(moved)), new Date(Date.parse(item.dataset.end) + later(moved + grown))];
  }

  const spanText = item => {
    const { zone } = item.closest('.track').dataset;
    const [start, end] = instants(item).map(date => ({ date, text: wall(date, zone) }));
    const isOneDay = start.text.slice(0, 10) === end.text.slice(0, 10);
    return [start, end].map(({ date, text }) => `${isOneDay ? '' : `${weekday(date, zone)} `}${text.slice(-5)}`).join('–');
  };

  // A random key names one gesture, so that a repeated request is known. randomUUID exists on secure pages only.
  const freshKey = () => crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'
    .replace(/[018]/g, digit => (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16));

  // ---- one request at a time; a later gesture for the same booking replaces an earlier one that has not left ----

  const TARGET = { source: '#calendar', target: '#calendar', select: '#calendar', swap: 'outerMorph' };
  const waiting = new Map();
  let underway = null;
  let stale = false;
  let drag = null;
  let keysTimer = 0;

  function send(item, change, undo) {
    waiting.set(item.dataset.id, { change, undo });
    work();
  }

  async function work() {
    if (underway || drag || keysTimer || !(waiting.size || stale)) return;
    if (!board()) return waiting.clear();
    try {
      // What is true comes first: a gesture needs the booking's newest version.
      if (stale) await refetch();
      else await sendNext();
    } finally {
      underway = null;
    }
    work();
  }

  function refetch() {
    stale = false;
    underway = {};
    return htmx.ajax('GET', location.pathname + location.search, TARGET);
  }

  function sendNext() {
    const [id, gesture] = waiting.entries().next().value;
    waiting.delete(id);
    const item = document.getElementById(`b-${id}`);
    if (!item) return;
    underway = gesture;
    const values = { ...gesture.change, version: item.dataset.version, key: freshKey() };
    return htmx.ajax('POST', board().dataset.move.replace('{id}', id), { ...TARGET, values });
  }

  const isOurs = event => event.detail.ctx?.sourceElement?.id === 'calendar';

  on('htmx:before:swap', event => {
    if (!isOurs(event)) return;
    const { response, request, text } = event.detail.ctx;
    if (response.status >= 500) {
      // Its notice goes to the flash area; the calendar shows again what is true.
      underway?.undo?.();
    } else if (response.status >= 400) {
      // Refused: the toast of the answer says why, and what is true is fetched.
      event.preventDefault();
      underway?.undo?.();
      stale = request.method === 'POST';
    } else if (drag || keysTimer) {
      // Nothing may change under the hand; it is fetched again afterwards.
      event.preventDefault();
      stale = true;
    } else if (!text.includes('id="calendar"')) {
      // Signed out in the meantime, or the page is gone: show that.
      event.preventDefault();
      location.reload();
    }
  });
  on('htmx:error', event => { if (isOurs(event)) underway?.undo?.(); });

  // A booking that moved to another row keeps the focus.
  let focused = null;
  on('focusin', event => { focused = event.target.closest('#calendar [id^="b-"]')?.id ?? null; });
  on('htmx:after:swap', event => {
    if (isOurs(event) && focused && document.activeElement === document.body) document.querySelector(`#${CSS.escape(focused)} a`)?.focus();
  });

  // ---- a new booking: the dialog with its form filled in ----

  function fill(form, name, value) {
    const field = form.elements[name];
    if (!field) return;
    if (field.tagName === 'SELECT' && ![...field.options].some(option => option.value === String(value))) field.add(new Option(`${value} min`, value));
    field.value = value;
  }

  function openNew(fields) {
    const dialog = document.getElementById('new-booking');
    const form = dialog?.querySelector('form:not([method="dialog"])');
    if (!form) return;
    for (const [name, value] of Object.entries({ ...fields, key: freshKey() })) fill(form, name, value);
    dialog.showModal();
  }

  function openNewOnTrack(track, start, width) {
    const at = instant(track, start);
    openNew({ resource: track.dataset.resource, at: utc(at), cell: start, starts: wall(at, track.dataset.zone), minutes: width * cellMinutes(track) });
  }

  function openNewOnDay(day) {
    openNew({ resource: day.dataset.resource, at: '', cell: '', starts: `${day.dataset.day}T${WEEK_STARTS_AT}`, minutes: NEW_MINUTES });
  }

  on('input', event => {
    // A start typed by hand overrules the instant that was dragged.
    const form = event.target.name === 'starts' && event.target.closest('#new-booking form');
    if (form) ['at', 'cell'].forEach(name => fill(form, name, ''));
  });
  on('htmx:after:swap', event => {
    const { sourceElement, response } = event.detail.ctx;
    if (response?.status < 400 && sourceElement?.closest?.('#new-booking')) document.getElementById('new-booking')?.close();
  });

  // ---- dragging; a finger scrolls and taps instead ----

  on('pointerdown', event => {
    if (event.button || event.pointerType === 'touch' || drag) return;
    const lane = event.target.closest('#calendar :is(.track, .day)');
    if (!lane || event.target.closest('.why')) return;
    const item = event.target.closest('.slot-ev, .chip-ev');
    const mayMove = item?.dataset.version && board().dataset.move;
    if (item ? !mayMove : !('create' in board().dataset)) return;
    drag = item
      ? { mode: event.target.closest('.grip') ? 'size' : 'move', item, ...origin(item) }
      : { mode: 'new', lane };
    Object.assign(drag, { fromX: event.clientX, fromY: event.clientY, pointer: event.pointerId, moved: false });
    if (!lane.matches('.track')) return;
    drag.fromCell = cellAt(lane, event.clientX);
    drag.anchor = snap(lane, drag.fromCell);
  });

  // Where an item was, and how to put it back.
  function origin(item) {
    const { className, parentElement: lane, nextSibling: next } = item;
    const [before, grown] = [count(item, 'moved'), count(item, 'grown')];
    const isThere = () => item.parentElement === lane && count(item, 'moved') === before && count(item, 'grown') === grown;
    const undo = () => {
      item.className = className;
      Object.assign(item.dataset, { moved: before, grown });
      lane.insertBefore(item, next?.parentNode === lane ? next : null);
    };
    return { lane, before, grown, isThere, undo };
  }

  const snap = (track, cell) => clamp(Math.floor(cell / stepOf(track)) * stepOf(track), 0, cellsOf(track) - stepOf(track));
  const laneUnder = event => document.elementsFromPoint(event.clientX, event.clientY).find(found => found.matches('#calendar :is(.track, .day)'));

  on('pointermove', event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.moved) {
      if (Math.hypot(event.clientX - drag.fromX, event.clientY - drag.fromY) < DRAG_STARTS_PX) return;
      begin();
    }
    event.preventDefault();
    getSelection()?.removeAllRanges();
    if (drag.lane.matches('.day')) dragInWeek(event);
    else dragOnTrack(event);
  });

  function begin() {
    drag.moved = true;
    if (drag.mode === 'new' && drag.lane.matches('.track')) {
      drag.item = document.createElement('div');
      drag.item.className = `slot-ev ghost s${drag.anchor} w${stepOf(drag.lane)}`;
      drag.lane.append(drag.item);
    }
    drag.item?.classList.add('dragging');
    // Not earlier: a captured pointer would take the click away from the link.
    drag.lane.setPointerCapture(drag.pointer);
  }

  function dragOnTrack(event) {
    const { mode, item, lane: track } = drag;
    const step = stepOf(track);
    const steps = Math.round((cellAt(track, event.clientX) - drag.fromCell) / step) * step;
    scrollAtEdge(event.clientX);
    if (mode === 'new') {
      const cell = snap(track, cellAt(track, event.clientX));
      setPlace(item, 's', Math.min(drag.anchor, cell));
      setPlace(item, 'w', Math.abs(cell - drag.anchor) + step);
    } else if (mode === 'size') {
      growBy(item, drag.grown + steps);
    } else {
      moveBy(item, drag.before + steps);
      const under = laneUnder(event);
      if (under?.matches('.track') && under !== item.parentElement) {
        under.append(item);
        setPlace(item, 'l', 0);
      }
    }
    item.dataset.time = spanText(item);
  }

  // Near the edge the calendar follows the hand.
  function scrollAtEdge(x) {
    const scroll = board().querySelector('.cal-scroll');
    const box = scroll.getBoundingClientRect();
    const name = scroll.querySelector('.cal-name').offsetWidth;
    if (x > box.right - EDGE_PX) scroll.scrollLeft += EDGE_PX / 2;
    if (x < box.left + name + EDGE_PX) scroll.scrollLeft -= EDGE_PX / 2;
  }

  function dragInWeek(event) {
    if (drag.mode === 'new') return;
    const under = laneUnder(event);
    drag.item.style.translate = `${event.clientX - drag.fromX}px ${event.clientY - drag.fromY}px`;
    document.querySelectorAll('#calendar .drop').forEach(day => day.classList.toggle('drop', day === under));
    under?.classList.add('drop');
    drag.over = under;
  }

  on('pointerup', event => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const done = end();
    if (done.mode === 'new') makeNew(done);
    else if (done.moved) moved(done);
    work();
  });
  on('pointercancel', () => { if (drag) { const done = end(); done.undo?.(); work(); } });
  on('keydown', event => {
    if (event.key !== 'Escape' || !drag) return;
    event.preventDefault();
    const done = end();
    done.undo?.();
    work();
  });

  // Ends the drag and takes away what it drew.
  function end() {
    const done = drag;
    drag = null;
    if (done.moved) suppressClick();
    done.item?.classList.remove('dragging');
    if (done.item) done.item.style.translate = '';
    document.querySelectorAll('#calendar .drop').forEach(day => day.classList.remove('drop'));
    if (done.mode === 'new') done.item?.remove();
    return done;
  }

  // The click that follows a drag would open the booking's page.
  function suppressClick() {
    const stop = event => { event.preventDefault(); event.stopPropagation(); };
    on('click', stop, { capture: true, once: true });
    setTimeout(() => document.removeEventListener('click', stop, { capture: true }), 0);
  }

  function makeNew(done) {
    if (done.lane.matches('.day')) return done.moved || openNewOnDay(done.lane);
    if (done.moved) return openNewOnTrack(done.lane, place(done.item, 's'), place(done.item, 'w'));
    const width = clamp(NEW_MINUTES / cellMinutes(done.lane), stepOf(done.lane), cellsOf(done.lane) - done.anchor);
    openNewOnTrack(done.lane, done.anchor, width);
  }

  function moved(done) {
    const { item } = done;
    if (!done.lane.matches('.day')) {
      if (!done.isThere()) sendSpan(item, done.undo);
    } else if (done.over && done.over !== done.lane) {
      done.over.append(item);
      sendDay(item, done.undo);
    }
  }

  function sendSpan(item, undo) {
    // A move keeps the length as it is said: whole days stay whole days.
    const [start, end] = instants(item);
    const minutes = count(item, 'grown') ? (end - start) / 60_000 : item.dataset.minutes;
    send(item, { resource: item.parentElement.dataset.resource, at: utc(start), minutes }, undo);
  }

  function sendDay(item, undo) {
    const { resource, day } = item.parentElement.dataset;
    send(item, { resource, day, minutes: item.dataset.minutes }, undo);
  }

  on('dragstart', event => { if (event.target.closest?.('.slot-ev, .chip-ev')) event.preventDefault(); });

  // ---- the same by keys: Alt and arrows move, with Shift they resize; the request leaves when the keys rest ----

  on('keydown', event => {
    const item = event.target.closest?.('#calendar :is(.slot-ev, .chip-ev)[data-version]');
    if (!item || !event.altKey || event.ctrlKey || event.metaKey || !/^Arrow/.test(event.key) || !board().dataset.move) return;
    event.preventDefault();
    const rest = keysRest(item);
    const forward = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (isRtl(item) ? -1 : 1) || 0;
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key] || 0;
    if (item.matches('.chip-ev')) keyInWeek(item, forward, down);
    else if (event.shiftKey) keyResize(item, forward);
    else keyMove(item, forward, down);
    say(item);
    keysTimer = setTimeout(rest, KEYS_REST_MS);
  });

  let resting = null;
  function keysRest(item) {
    clearTimeout(keysTimer);
    if (resting?.item !== item) {
      resting?.commit();
      const { undo, isThere } = origin(item);
      resting = { item, commit: () => {
        keysTimer = 0;
        resting = null;
        if (isThere()) work();
        else if (item.matches('.chip-ev')) sendDay(item, undo);
        else sendSpan(item, undo);
      } };
    }
    return resting.commit;
  }

  function keyMove(item, forward, down) {
    const tracks = [...board().querySelectorAll('.track')];
    const track = item.parentElement;
    moveBy(item, count(item, 'moved') + forward * stepOf(track));
    carry(item, tracks[tracks.indexOf(track) + down]);
  }

  function keyResize(item, forward) {
    // Only an end that is shown can be moved.
    if (item.querySelector('.grip')) growBy(item, count(item, 'grown') + forward * stepOf(item.parentElement));
  }

  function keyInWeek(item, forward, down) {
    const day = item.parentElement;
    const row = day.parentElement;
    const column = [...row.children].indexOf(day) + forward;
    const target = down ? (down > 0 ? row.nextElementSibling : row.previousElementSibling) : row;
    const next = target?.children[column];
    if (next?.matches('.day')) carry(item, next);
  }

  // Puts an item into another lane without losing the focus.
  function carry(item, lane) {
    if (!lane || lane === item.parentElement) return;
    lane.append(item);
    if (lane.matches('.track')) setPlace(item, 'l', 0);
    (item.matches('[tabindex]') ? item : item.querySelector('a')).focus();
  }

  // Tells what a key did to those who do not see it.
  function say(item) {
    let status = document.getElementById('calendar-status');
    if (!status) {
      status = Object.assign(document.createElement('p'), { id: 'calendar-status', className: 'vh' });
      status.setAttribute('role', 'status');
      document.body.append(status);
    }
    const row = item.closest('.cal-row')?.querySelector('.cal-name :is(a, span)')?.textContent ?? '';
    status.textContent = item.matches('.chip-ev') ? `${row}, ${item.parentElement.dataset.day}` : `${row}, ${spanText(item)}`;
  }

  // ---- news from others, and after the stream was interrupted ----

  let newsTimer = 0;
  function news() {
    clearTimeout(newsTimer);
    // Not all open calendars at the same moment.
    newsTimer = setTimeout(() => { stale = true; work(); }, NEWS_REST_MS * (1 + Math.random()));
  }
  on('bookings-changed', news);
  let connections = 0;
  on('htmx:sse:after:connection', () => { connections += 1; if (connections > 1 && board()) news(); });

  // The line of the present moment comes from the server as well.
  setInterval(() => { if (board() && !document.hidden) news(); }, NOW_LINE_MS);

  // ---- the present moment comes into view ----

  const scrolled = new WeakSet();
  function showNow() {
    const scroll = board()?.querySelector('.cal-scroll');
    if (!scroll || scrolled.has(scroll)) return;
    scrolled.add(scroll);
    const mark = scroll.querySelector('.now, .day.today');
    if (!mark || scroll.scrollWidth <= scroll.clientWidth) return;
    const name = scroll.querySelector('.cal-name').offsetWidth;
    const offset = mark.getBoundingClientRect().left - scroll.getBoundingClientRect().left;
    scroll.scrollLeft += offset - name - (scroll.clientWidth - name) / 3;
  }
  on('htmx:after:swap', showNow);
  showNow();
})();

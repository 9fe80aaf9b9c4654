// The scan page. A scan is kept on the device until the server has answered it, and sent again in order with the same key.
// Without this the form sends one scan at a time, and the page comes back with its row.
(() => {
  const page = document.getElementById('scan');
  if (!page) return;
  // A boosted navigation keeps the document of the page before, which may not use the camera: start over.
  const began = performance.getEntriesByType('navigation')[0]?.name;
  if (began && new URL(began).pathname !== location.pathname) {
    location.reload();
    return;
  }

  const form = document.getElementById('scan-form');
  const rows = document.getElementById('scan-rows');
  const count = document.getElementById('scan-count');
  const code = form.elements.code;
  const RETRY_MS = 3000;
  const AGAIN_MS = 3000;
  const LOOK_MS = 150;
  const ROWS_MAX = 200;
  const TARGETS = ['person', 'holder', 'location', 'audit', 'due_on', 'note'];

  const store = {
    get(name) { try { return JSON.parse(localStorage.getItem(`${page.dataset.store}:${name}`)); } catch { return null; } },
    set(name, value) { try { localStorage.setItem(`${page.dataset.store}:${name}`, JSON.stringify(value)); } catch { /* forbidden, or full: kept while the page is open */ } },
  };

  // Mode and target stay on this device. An address that names a mode wins.
  const address = new URL(location.href);
  const kept = store.get('target');
  // What was lent until a day that is over is not lent until then today.
  if (kept?.due_on && kept.due_on < new Date().toISOString().slice(0, 10)) kept.due_on = '';
  if (kept && !address.searchParams.has('mode')) {
    for (const [name, value] of Object.entries(kept)) if (value) address.searchParams.set(name, value);
    if (kept.mode && kept.mode !== page.dataset.mode) {
      location.replace(address);
      return;
    }
  }
  function keep() {
    const target = { mode: page.dataset.mode };
    for (const name of TARGETS) target[name] = form.elements[name]?.value ?? kept?.[name] ?? '';
    // A note is about what is lent now.
    store.set('target', { ...target, note: '' });
    for (const [name, value] of Object.entries(target)) if (value) address.searchParams.set(name, value); else address.searchParams.delete(name);
    history.replaceState(history.state, '', address);
    for (const link of page.querySelectorAll('.scan-modes a')) {
      const to = new URL(link.href);
      for (const name of TARGETS) to.searchParams.set(name, target[name]);
      link.href = to;
    }
  }
  form.addEventListener('change', event => { if (event.target !== code) keep(); });
  keep();

  // What happened, to be heard.
  let speaker;
  const TONES = { done: [880, 0.09], same: [660, 0.09], unknown: [330, 0.25], refused: [220, 0.35], failed: [220, 0.35] };
  function sound(state) {
    const [pitch, length] = TONES[state] ?? TONES.done;
    try {
      speaker ??= new AudioContext();
      const tone = speaker.createOscillator();
      const volume = speaker.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.15, speaker.currentTime);
      volume.gain.exponentialRampToValueAtTime(0.001, speaker.currentTime + length);
      tone.connect(volume).connect(speaker.destination);
      tone.start();
      tone.stop(speaker.currentTime + length);
    } catch { /* no sound here */ }
  }

  // What waits stands in the device's memory scan by scan, so that two tabs lose none of each other's.
  const WAITING = `${page.dataset.store}:waiting:`;
  const slot = scan => WAITING + String(scan.at).padStart(15, '0') + scan.key;
  function waiting() {
    try {
      const slots = Object.keys(localStorage).filter(name => name.startsWith(WAITING)).sort();
      return slots.map(name => JSON.parse(localStorage.getItem(name))).filter(Boolean);
    } catch { return []; }
  }
  function remember(scan) { try { localStorage.setItem(slot(scan), JSON.stringify(scan)); } catch { /* kept while the page is open */ } }
  function forget(scan) { try { localStorage.removeItem(slot(scan)); } catch { /* was not kept */ } }

  const queue = waiting();
  let asides = [];
  let done = 0;
  let isSending = false;
  let timer;

  function told() {
    const waiting = queue.length ? `, ${queue.length} waiting` : '';
    const failed = asides.length ? `, ${asides.length} failed` : '';
    count.textContent = `${done} done${waiting}${failed}`;
  }

  function line(scan, state, text) {
    let row = document.getElementById(`scan-${scan.key}`);
    if (!row) {
      row = document.createElement('li');
      row.id = `scan-${scan.key}`;
      rows.prepend(row);
      while (rows.children.length > ROWS_MAX) rows.lastElementChild.remove();
    }
    row.className = `scan-row ${state}`;
    const said = document.createElement('div');
    const word = document.createElement('strong');
    word.textContent = scan.code;
    const sentence = document.createElement('p');
    sentence.className = 'muted';
    sentence.textContent = text;
    said.append(word, sentence);
    row.replaceChildren(document.createElement('span'), said);
    return said;
  }

  function failed(scan, text) {
    const said = line(scan, 'failed', text);
    const again = document.createElement('button');
    again.type = 'button';
    again.className = 'btn';
    again.textContent = 'Try again';
    again.addEventListener('click', () => {
      asides = asides.filter(other => other.key !== scan.key);
      enqueue(scan);
    });
    said.append(again);
    sound('failed');
  }

  // What is counted: each thing once, by category and by place, until somebody starts again.
  const tally = document.getElementById('scan-tally');
  let counted = { scans: 0, things: {}, ...(tally && store.get('counted')) };
  const many = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;
  function list(id, names) {
    const sums = {};
    for (const name of names) sums[name] = (sums[name] ?? 0) + 1;
    const lines = Object.entries(sums).sort().map(([name, sum]) => {
      const line = document.createElement('li');
      line.textContent = `${name}: ${sum}`;
      return line;
    });
    document.getElementById(id).replaceChildren(...lines);
  }
  function sum() {
    if (!tally) return;
    const things = Object.values(counted.things);
    tally.hidden = !counted.scans;
    document.getElementById('tally-sum').textContent = `${many(things.length, 'thing')}, ${many(counted.scans, 'scan')}`;
    list('tally-kinds', things.map(([kind]) => kind));
    list('tally-places', things.map(([, place]) => place));
  }
  function tallied(row) {
    const { asset, kind, place } = row.dataset;
    if (!tally || !asset) return;
    if (Object.hasOwn(counted.things, asset)) {
      row.dataset.state = 'same';
      row.className = 'scan-row same';
      row.querySelector('p.muted').textContent = 'Counted already.';
    }
    counted.things[asset] = [kind, place];
    counted.scans += 1;
    store.set('counted', counted);
    sum();
  }
  document.getElementById('tally-reset')?.addEventListener('click', () => {
    counted = { scans: 0, things: {} };
    store.set('counted', counted);
    sum();
    code.focus();
  });
  sum();

  function enqueue(scan) {
    queue.push(scan);
    remember(scan);
    line(scan, 'waiting', 'Waiting…');
    told();
    send();
  }

  async function send() {
    if (isSending || !queue.length || !page.isConnected) return;
    isSending = true;
    clearTimeout(timer);
    const scan = queue[0];
    let answer;
    let row;
    try {
      answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams({ ...scan, part: 'row' }), signal: AbortSignal.timeout(20000) });
      const holder = document.createElement('template');
      holder.innerHTML = await answer.text();
      row = answer.ok ? holder.content.querySelector('.scan-row') : undefined;
    } catch { answer = undefined; }
    // An answer without a row is the page for signing in.
    const isOut = answer && (answer.status === 401 || (answer.ok && !row));
    if (!answer || isOut || answer.status >= 500 || answer.status === 429) {
      const why = isOut ? 'You are signed out. Sign in on another tab:' : answer ? 'The server is busy:' : 'No network:';
      line(scan, 'waiting', `${why} it is kept here and tried again.`);
      isSending = false;
      timer = setTimeout(send, RETRY_MS);
      return;
    }
    queue.shift();
    forget(scan);
    if (row) {
      row.id = `scan-${scan.key}`;
      const old = document.getElementById(row.id);
      if (old) old.replaceWith(row); else rows.prepend(row);
      htmx.process(row);
      if (row.dataset.location && form.elements.location) {
        form.elements.location.value = row.dataset.location;
        keep();
      }
      if (scan.mode === 'count') tallied(row);
      done += 1;
      sound(row.dataset.state);
    } else {
      asides.push(scan);
      failed(scan, `The server refused it (${answer.status}).`);
    }
    told();
    isSending = false;
    send();
  }

  function take(text) {
    const read = text.trim();
    if (!read) return;
    const scan = { code: read, at: Date.now(), key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.replace('.', ''), mode: page.dataset.mode };
    for (const name of TARGETS) if (form.elements[name]) scan[name] = form.elements[name].value;
    enqueue(scan);
  }

  form.addEventListener('submit', event => {
    event.preventDefault();
    take(code.value);
    code.value = '';
    code.focus();
  });
  window.addEventListener('online', send);
  for (const scan of queue) line(scan, 'waiting', 'Waiting…');
  told();
  send();
  code.focus();

  // The camera: the browser's own reader, or one that is loaded when it is needed.
  const start = document.getElementById('camera-start');
  const stop = document.getElementById('camera-stop');
  const video = document.getElementById('camera');
  const camera = document.getElementById('camera-told');
  let stream;
  let last = { text: '', at: 0 };
  if (navigator.mediaDevices?.getUserMedia) start.hidden = false;

  async function reader() {
    if ('BarcodeDetector' in window) {
      const known = await BarcodeDetector.getSupportedFormats();
      const formats = ['qr_code', 'code_128', 'code_39', 'ean_13', 'data_matrix'].filter(name => known.includes(name));
      if (formats.length) {
        const detector = new BarcodeDetector({ formats });
        return async () => (await detector.detect(video))[0]?.rawValue;
      }
    }
    if (!window.ZXing) {
      await new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = page.dataset.zxing;
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      });
    }
    const canvas = document.createElement('canvas');
    const decoder = new ZXing.MultiFormatReader();
    return async () => {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      if (!canvas.width) return undefined;
      canvas.getContext('2d', { willReadFrequently: true }).drawImage(video, 0, 0);
      try {
        const source = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
        return decoder.decode(new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(source))).getText();
      } catch { return undefined; }
    };
  }

  function off() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.hidden = true;
    stop.hidden = true;
    start.hidden = false;
  }

  async function look(read) {
    if (!stream) return;
    if (!page.isConnected) return off();
    const text = await read().catch(() => undefined);
    const now = Date.now();
    // What stays in the picture is one scan.
    if (text && (text !== last.text || now - last.at > AGAIN_MS)) take(text);
    if (text) last = { text, at: now };
    setTimeout(() => look(read), LOOK_MS);
  }

  start.addEventListener('click', async () => {
    camera.textContent = '';
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      video.srcObject = stream;
      await video.play();
      [start.hidden, stop.hidden, video.hidden] = [true, false, false];
      look(await reader());
    } catch {
      off();
      camera.textContent = 'The camera cannot be used here. A scanner that types, and the keyboard, work as well.';
    }
  });
  stop.addEventListener('click', off);
})();

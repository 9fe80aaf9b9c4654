// The pad on which a name is drawn: lines of points, kept as JSON in the form. Without this the name is typed.
(() => {
  const pad = document.getElementById('pad');
  if (!pad || pad.dataset.ready) return;
  pad.dataset.ready = 'yes';
  const canvas = pad.querySelector('canvas');
  const field = document.getElementById('drawing');
  const pen = canvas.getContext('2d');
  const [width, height] = [Number(pad.dataset.width), Number(pad.dataset.height)];
  const STROKES_MAX = 200;
  const POINTS_MAX = 5000;
  let strokes = [];
  let open = null;
  try { strokes = JSON.parse(field.value || '[]'); } catch { strokes = []; }

  function draw() {
    pen.clearRect(0, 0, width, height);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = 'round';
    pen.strokeStyle = 'black';
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], nth) => (nth ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
      pen.stroke();
    }
  }
  function at(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value, max) => Math.min(max, Math.max(0, Math.round(value)));
    return [within((event.clientX - box.left) * width / box.width, width), within((event.clientY - box.top) * height / box.height, height)];
  }
  const points = () => strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  function keep() { field.value = strokes.length ? JSON.stringify(strokes) : ''; }

  canvas.addEventListener('pointerdown', event => {
    if (event.button !== 0 || strokes.length >= STROKES_MAX || points() >= POINTS_MAX) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    open = [at(event)];
    strokes.push(open);
    draw();
  });
  canvas.addEventListener('pointermove', event => {
    if (!open || points() >= POINTS_MAX) return;
    const [x, y] = at(event);
    const [lastX, lastY] = open[open.length - 1];
    if (Math.hypot(x - lastX, y - lastY) < 2) return;
    open.push([x, y]);
    draw();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, () => {
      if (!open) return;
      open = null;
      keep();
    });
  }
  document.getElementById('pad-clear').addEventListener('click', () => {
    strokes = [];
    keep();
    draw();
  });
  pad.hidden = false;
  draw();
})();

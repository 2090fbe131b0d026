(() => {
  // Each element with text of its own whose computed colour lacks contrast to the nearest background behind it.
  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const kept = (compute, values = new Map()) => (key) => {
    if (!values.has(key)) values.set(key, compute(key));
    return values.get(key);
  };
  const rgba = kept((colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  });
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3]));
  const luminance = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, part, at) => sum + part * channel(rgb[at] / 255), 0);
  const background = kept((element) =>
    element ? over(rgba(getComputedStyle(element).backgroundColor), background(element.parentElement)) : [255, 255, 255],
  );
  const faint = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const isField = element.matches("input, textarea, select, button");
    if (!(own || isField) || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("svg, [hidden], script, noscript, .visually-hidden, .skip") || element.closest("details:not([open]) > :not(summary)")) continue;
    const style = getComputedStyle(element);
    const behind = background(element);
    const colour = over(rgba(style.color), behind);
    const [light, dark] = [luminance(colour), luminance(behind)].sort((one, other) => other - one);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < least) faint.push(`${element.tagName}.${element.className} “${element.textContent.trim().slice(0, 30)}” ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)].slice(0, 10);
})()

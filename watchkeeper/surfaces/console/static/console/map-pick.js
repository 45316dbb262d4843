// Which way is meant: the door, elevator, corridor or path nearest to a press, and all of them as a list.

const NEAR_FIXTURE = 16; // pixels
const NEAR_LINE = 11;
const CLOSED_BY = new Set(["door", "elevator", "stair", "gate"]);
const WORDS = { corridor: "Corridor", outdoor: "Outdoor path", road: "Road" };

/** Every way of what a view draws: `[{ref, name, feature}]`, doors, elevators and stairs first. */
export function waysOf(data) {
  const fixtures = data.fixtures.features.filter((one) => CLOSED_BY.has(one.properties.fx)).map((feature) => ({ ref: feature.properties.ref, name: feature.properties.name, feature }));
  const where = data.floor ? `, ${data.floor.name}` : "";
  const arcs = data.ways.features.flatMap(({ geometry, properties }) =>
    geometry.coordinates.map((line, i) => ({
      ref: `arc:${properties.ids[i]}`,
      name: `${WORDS[properties.way] ?? properties.way} ${i + 1}${where}`,
      feature: { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } },
    })),
  );
  return [...fixtures.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })), ...arcs];
}

function away(p, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = dx || dy ? Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy))) : 0;
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/** The ways at a press on `view`, the one most likely meant first: fixtures before the lines that run under them. */
export function waysAt(view, latlng) {
  const at = view.map.latLngToLayerPoint(latlng);
  const point = ([lon, lat]) => view.map.latLngToLayerPoint([lat, lon]);
  const found = [];
  for (const way of waysOf(view.data)) {
    const { type, coordinates } = way.feature.geometry;
    const isPoint = type === "Point";
    const far = isPoint ? at.distanceTo(point(coordinates)) - NEAR_FIXTURE : away(at, point(coordinates[0]), point(coordinates[1])) - NEAR_LINE;
    if (far <= 0) found.push({ far, isPoint, way });
  }
  return found.sort((a, b) => Number(b.isPoint) - Number(a.isPoint) || a.far - b.far).map((one) => one.way);
}

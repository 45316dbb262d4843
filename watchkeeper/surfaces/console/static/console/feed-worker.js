// One stream per browser, shared by its tabs and windows. It resumes from the last cursor and says when it is away.

let source = null;
let url = "";
let cursor = "";
let tries = 0;
let retry = null;
const pages = new Set();

function tell(message) {
  for (const page of pages) page.postMessage(message);
}

function open() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(cursor ? `${url}?after=${encodeURIComponent(cursor)}` : url, { withCredentials: true });
  const said = tries;
  source.onopen = () => {
    tries = 0;
    tell({ type: "open", tries: said });
  };
  for (const type of ["rows", "beat", "changed", "lost", "bye"]) {
    source.addEventListener(type, (event) => {
      if (event.lastEventId) cursor = event.lastEventId;
      tell({ type, data: JSON.parse(event.data) });
      if (type === "bye") source.close();
      if (type === "bye" && JSON.parse(event.data).reason !== "signed out") again();
    });
  }
  source.onerror = () => {
    source.close();
    again();
  };
}

function again() {
  tries += 1;
  const wait = Math.min(5000, 500 * 2 ** Math.min(tries, 4));
  tell({ type: "away", tries, wait });
  clearTimeout(retry);
  retry = setTimeout(open, wait);
}

function listen(page) {
  pages.add(page);
  page.onmessage = (event) => {
    if (event.data.type === "start" && !source) {
      url = event.data.url;
      cursor = event.data.cursor;
      open();
    } else if (event.data.type === "start" && source.readyState === EventSource.OPEN) {
      page.postMessage({ type: "open", tries: 0 });
    } else if (event.data.type === "now") {
      open();
    } else if (event.data.type === "leave") {
      pages.delete(page);
    }
  };
}

if ("onconnect" in self) self.onconnect = (event) => listen(event.ports[0]);
else listen(self);

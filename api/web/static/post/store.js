// What a phone at a post keeps, across reloads and a dead battery: one IndexedDB.
// keys: the device's own; events: its log by number; state: small things by name.
const NAME = "vungxanh-post";
const STRICT = { durability: "strict" };

export function openStore(name = NAME) {
  return new Promise((done, fail) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys", { keyPath: "name" });
      request.result.createObjectStore("state", { keyPath: "name" });
      request.result.createObjectStore("events", { keyPath: "seq" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
    request.onerror = () => fail(request.error);
    request.onblocked = () => fail(new Error("the store is open in an older page"));
  });
}

// One transaction: `work` asks synchronously for what it wants and puts what it makes;
// what it returns is given once everything is on the disk.
export function writing(store, names, work) {
  return new Promise((done, fail) => {
    const transaction = store.transaction(names, "readwrite", STRICT);
    let found;
    transaction.oncomplete = () => done(found);
    transaction.onabort = () => fail(transaction.error ?? new Error("not kept"));
    work(transaction, (value) => { found = value; });
  });
}

export function reading(store, name, ask) {
  return new Promise((done, fail) => {
    const request = ask(store.transaction(name).objectStore(name));
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

// Small things by name: the shift, the used single-trip permits, what the page keeps.
export async function recall(store, name) {
  return (await reading(store, "state", (all) => all.get(name)))?.value ?? null;
}

export function remember(store, name, value) {
  return writing(store, ["state"], (t) => t.objectStore("state").put({ name, value }));
}

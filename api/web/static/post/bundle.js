// The bundle of a post, believed whole or not at all, as gis/permits/bundle.py and
// gis/permits/root.py. Errors carry the code of the refusal as their message.
import { decode } from "/static-vendor/cborg/lib/decode.js";
import { NotOpened, open1, readBytes } from "./cose.js";
import { kidOf } from "./keys.js";
import { unpackGround } from "./packed.js";
import { unpack } from "./status.js";

const FORMAT = 1;
const MOST_BYTES = 1 << 20;
const MOST_CONTENT = 8 << 20;
const MOST_STATEMENT = 512;
const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};
const KEY = ["unit", "public", "starts", "signs_until", "trusted_until", "revoked_at"];
const CODES = {
  unknown_key: "bundle-unknown-key",
  bad_signature: "bundle-bad-signature",
  unreadable: "bundle-unreadable",
};

// raw: the file. roots: [{kid, public}] of the root. newestSeen: what `seen` of the
// bundle before was, or null. Gives {version, prev, issued, expires, ground, rules,
// keys, status, purposes, names_sha256, seen, sha256}: ground and rules are documents,
// keys records with kid, status the bits by issuer.
export async function readBundle(raw, roots, newestSeen = null) {
  const [first, second] = takeApart(raw);
  const statement = await readStatement(first, roots);
  const signed = await openPart(second, [statement.key], MOST_BYTES);
  const found = await readable(async () => {
    const said = decode(await unpack(signed, MOST_CONTENT), STRICT);
    return { ...head(said), ...(await content(said)) };
  });
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", raw)));
  return { ...found, sha256, seen: follow(statement, found, sha256, newestSeen) };
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Two byte strings in a list, in one way of writing: no signature covers the list.
function takeApart(raw) {
  try {
    const first = readBytes(raw, 1);
    const second = readBytes(raw, first.end);
    const whole = raw[0] === 0x82 && second.end === raw.length;
    if (whole && raw.length <= MOST_BYTES) return [first.content, second.content];
  } catch (error) {
    if (!(error instanceof NotOpened)) throw error;
  }
  throw new Error("bundle-unreadable");
}

async function readStatement(raw, roots) {
  const payload = await openPart(raw, roots, MOST_STATEMENT);
  return readable(async () => {
    const said = decode(payload, STRICT);
    const [made, number, point, starts, ends, floor] = said;
    const numbers = [number, starts, ends, floor];
    const whole = numbers.every((one) => Number.isSafeInteger(one) && one >= 0);
    if (said.length !== 6 || made !== FORMAT || !whole || starts >= ends) {
      throw new Error("statement");
    }
    if (!(point instanceof Uint8Array) || point.length !== 64) {
      throw new Error("statement");
    }
    const key = { kid: await kidOf(point), public: point };
    return { number, starts, ends, floor, key };
  });
}

async function openPart(raw, keys, most) {
  try {
    return (await open1(raw, keys, most)).payload;
  } catch (error) {
    if (!(error instanceof NotOpened)) throw error;
    throw new Error(CODES[error.state]);
  }
}

async function readable(reading) {
  try {
    return await reading();
  } catch {
    throw new Error("bundle-unreadable");
  }
}

function head({ format, version, prev, issued, expires }) {
  const numbers = [version, issued, expires].every(Number.isSafeInteger);
  if (format !== FORMAT || !numbers || version < 1 || issued >= expires) {
    throw new Error("head");
  }
  return { version, prev, issued, expires };
}

async function content(said) {
  const ground = unpackGround(said.ground);
  ground.versions = { ...ground.versions, bundle: said.version };
  const status = {};
  for (const [unit, bits] of said.status) status[unit] = bits;
  const { rules, purposes, names_sha256 } = said;
  const keys = await Promise.all(said.keys.map(readKey));
  return { ground, rules, keys, status, purposes, names_sha256 };
}

async function readKey(row) {
  if (row.length !== KEY.length) throw new Error("key");
  const key = Object.fromEntries(KEY.map((name, at) => [name, row[at]]));
  return { kid: await kidOf(key.public), use: "permit", ...key };
}

// Refuses what goes back or aside, and gives what is seen now.
function follow(statement, { version, prev, issued }, sha256, seen) {
  if (!(statement.starts <= issued && issued < statement.ends)) {
    throw new Error("bundle-out-of-span");
  }
  const versions = seen?.versions ?? {};
  const name = hex(statement.key.kid);
  const highest = Object.hasOwn(versions, name) ? versions[name] : 0;
  const earlier = seen !== null && statement.number < seen.statement;
  if (earlier || version < Math.max(highest, statement.floor)) {
    throw new Error("bundle-went-back");
  }
  if (seen !== null && highest) {
    const again = version === highest && sha256 !== seen.sha256;
    const aside = version === highest + 1 && prev !== seen.sha256;
    if (again || aside) throw new Error("bundle-forked");
  }
  const number = statement.number;
  return { statement: number, versions: { ...versions, [name]: version }, sha256 };
}

import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { newSigningKey, type SigningKey } from './jwks-server.ts';
import { base64url, rawToken } from './raw-token.ts';

/** A token that is accepted, and what it takes to make others like it. */
export interface GoodToken {
  /** Published by the issuer. */
  readonly key: SigningKey;
  /** Published by the issuer as well, for an algorithm that no tier takes. */
  readonly ecKey: { readonly kid: string; readonly privateKey: KeyObject };
  /** Its type, `at+jwt` or none, decides what else it must hold. */
  readonly typ: 'at+jwt' | undefined;
  readonly claims: Readonly<Record<string, unknown>> & {
    readonly iss: string;
    readonly aud: string;
    readonly sub: string;
    readonly iat: number;
  };
}

type Forge = (good: GoodToken) => string;

/** The good token, signed anew with these claims and this header; undefined leaves one out. */
export function signedToken({ key, typ, claims }: GoodToken, changes = {}, header = {}): string {
  return rawToken(key, { ...claims, ...changes }, { typ, ...header });
}

const claims =
  (change: (good: GoodToken) => object): Forge =>
  (good) =>
    signedToken(good, change(good));
const header =
  (change: Record<string, unknown>): Forge =>
  (good) =>
    signedToken(good, {}, change);
/** Signed by a key of the attacker's, under the issuer's key id. */
const foreign =
  (change: (key: SigningKey) => Record<string, unknown> = () => ({})): Forge =>
  ({ key, typ, claims }) => {
    const attacker = newSigningKey(key.kid);
    return rawToken(attacker, claims, { typ, ...change(attacker) });
  };
/** A good token of which one part is another. */
const parts =
  (change: (head: string, payload: string, signature: string, good: GoodToken) => string): Forge =>
  (good) => {
    const [head = '', payload = '', signature = ''] = signedToken(good).split('.');
    return change(head, payload, signature, good);
  };
/** The JSON of header and payload word for word, well signed. */
const worded =
  (head: (json: string) => string, payload: (json: string) => string): Forge =>
  ({ key, typ, claims }) => {
    const json = JSON.stringify({ alg: 'EdDSA', typ, kid: key.kid });
    const text = `${base64url(head(json))}.${base64url(payload(JSON.stringify(claims)))}`;
    return `${text}.${sign(null, Buffer.from(text), key.privateKey).toString('base64url')}`;
  };
const hmac =
  (secret: (key: SigningKey) => string): Forge =>
  ({ key, typ, claims }) => {
    const head = base64url({ alg: 'HS256', typ, kid: key.kid });
    const text = `${head}.${base64url(claims)}`;
    return `${text}.${createHmac('sha256', secret(key)).update(text).digest('base64url')}`;
  };
const same = (json: string) => json;

const es256: Forge = ({ ecKey, typ, claims }) => {
  const text = `${base64url({ alg: 'ES256', typ, kid: ecKey.kid })}.${base64url(claims)}`;
  const key = { key: ecKey.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};
const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rs256: Forge = ({ key, typ, claims }) => {
  const { privateKey, publicKey } = rsaKey;
  const jwk = publicKey.export({ format: 'jwk' });
  const text = `${base64url({ alg: 'RS256', typ, kid: key.kid, jwk })}.${base64url(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
};

/** Forgeries of a token of either kind, each named by what it holds. */
export const tokenForgeries: Readonly<Record<string, Forge>> = {
  // Not a token at all.
  'one word': () => 'token',
  'two dots alone': () => '..',
  'two parts': parts((head, payload) => `${head}.${payload}`),
  'four parts': parts((head, payload, mac) => `${head}.${payload}.${mac}.AAAA`),
  'five parts, as if encrypted': parts((head, payload, mac) =>
    [head, payload, mac, payload, mac].join('.'),
  ),
  'a header that is no JSON': parts((_, payload, mac) =>
    [base64url('{alg'), payload, mac].join('.'),
  ),
  'a header that is a list': worded((json) => `[${json}]`, same),
  'a payload that is no JSON': worded(same, () => '{sub'),
  'a payload that is an array': worded(same, (json) => `[${json}]`),
  'a payload that is null': worded(same, () => 'null'),
  'a payload in plain text': parts((head, payload, mac) =>
    [head, Buffer.from(payload, 'base64url').toString(), mac].join('.'),
  ),
  'the alphabet of plain base64': parts(
    (head, payload, mac) => `${head}.${payload}.${mac.replace(/.$/, '+')}`,
  ),
  'a padded signature': (good) => `${signedToken(good)}==`,
  'a NUL at its end': (good) => `${signedToken(good)}%00`,
  'more than 8 kB, well signed': claims(() => ({ padding: 'x'.repeat(8 * 1024) })),
  'a subject said twice': worded(same, (json) => json.replace('{', '{"sub":"victim",')),
  'an audience said twice': worded(same, (json) => json.replace('{', '{"aud":"elsewhere",')),
  'an algorithm said twice': worded((json) => json.replace('{', '{"alg":"none",'), same),

  // Not signed by the issuer.
  'no algorithm': parts((_, payload, _mac, { key, typ }) =>
    [base64url({ alg: 'none', typ, kid: key.kid }), payload, ''].join('.'),
  ),
  'no algorithm, with a signature': header({ alg: 'none' }),
  'no algorithm, spelt otherwise': header({ alg: 'NoNe' }),
  'an empty algorithm': header({ alg: '' }),
  'a list as algorithm': header({ alg: ['EdDSA'] }),
  'no word of an algorithm': header({ alg: undefined }),
  'an algorithm of another name': header({ alg: 'Ed25519' }),
  'an algorithm of encryption': header({ alg: 'dir', enc: 'A256GCM' }),
  'HMAC keyed with the public key': hmac(
    ({ publicKey }) => publicKey.export({ format: 'jwk' }).x ?? '',
  ),
  'HMAC keyed with the public PEM': hmac(({ publicKey }) =>
    publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  ),
  'HMAC keyed with nothing': hmac(() => ''),
  'another algorithm, by a key of the set': es256,
  'another algorithm, by a key in the header': rs256,
  'a foreign key under our key id': foreign(),
  'a foreign key in the header': foreign(({ publicKey }) => ({
    jwk: publicKey.export({ format: 'jwk' }),
  })),
  'a foreign key in the header and no key id': foreign(({ publicKey }) => ({
    kid: undefined,
    jwk: publicKey.export({ format: 'jwk' }),
  })),
  'a foreign key set in the header': foreign(() => ({ jku: 'https://attacker.test/jwks' })),
  'a foreign certificate by address': foreign(() => ({ x5u: 'https://attacker.test/x.pem' })),
  'a foreign certificate in the header': foreign(() => ({ x5c: ['AAAA'], x5t: 'AAAA' })),
  'a tampered payload': parts((head, _payload, mac, { claims }) =>
    [head, base64url({ ...claims, sub: 'victim' }), mac].join('.'),
  ),
  'a tampered header': parts((_, payload, mac, { key, typ }) =>
    [base64url({ alg: 'EdDSA', typ, kid: key.kid, x: 1 }), payload, mac].join('.'),
  ),
  'a truncated signature': (good) => signedToken(good).slice(0, -8),
  'a signature with more behind it': (good) => `${signedToken(good)}AAAA`,
  'an empty signature': parts((head, payload) => `${head}.${payload}.`),
  'a signature of zeros': parts(
    (head, payload) => `${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
  ),
  'the signature of another token': parts((head, payload, _mac, good) =>
    [head, payload, signedToken(good, { jti: 'another' }).split('.')[2]].join('.'),
  ),

  // Another key id, or a header that asks for more than we know.
  'no key id': header({ kid: undefined }),
  'an empty key id': header({ kid: '' }),
  'a number as key id': header({ kid: 1 }),
  'a list as key id': (good) => signedToken(good, {}, { kid: [good.key.kid] }),
  'an unknown key id': header({ kid: 'other-key' }),
  'a path as key id': (good) => signedToken(good, {}, { kid: `../../${good.key.kid}` }),
  'a prototype as key id': header({ kid: '__proto__' }),
  'SQL as key id': (good) => signedToken(good, {}, { kid: `${good.key.kid}' or '1'='1` }),
  'a NUL in the key id': (good) => signedToken(good, {}, { kid: `${good.key.kid}\0` }),
  'a critical extension that we do not know': header({ crit: ['tenant'], tenant: 'x' }),
  'an empty list of critical extensions': header({ crit: [] }),
  'an unencoded payload': header({ crit: ['b64'], b64: false }),

  // Well signed, for something else.
  'the type of the other tier': (good) =>
    signedToken(good, {}, { typ: good.typ === undefined ? 'at+jwt' : 'JWT' }),
  'an empty type': header({ typ: '' }),
  'a number as type': header({ typ: 1 }),
  'the type of a logout token': header({ typ: 'logout+jwt' }),
  'the type of a security event': header({ typ: 'secevent+jwt' }),
  'another issuer': claims(() => ({ iss: 'https://attacker.test' })),
  'an issuer with a slash more': claims(({ claims: { iss } }) => ({ iss: `${iss}/` })),
  'a list of issuers': claims(({ claims: { iss } }) => ({ iss: [iss] })),
  'no issuer': claims(() => ({ iss: undefined })),
  'another audience': claims(() => ({ aud: 'https://other.test' })),
  'an audience with a slash more': claims(({ claims: { aud } }) => ({ aud: `${aud}/` })),
  'several audiences, ours among them': claims(({ claims: { aud } }) => ({
    aud: [aud, 'https://other.test'],
  })),
  'an empty list of audiences': claims(() => ({ aud: [] })),
  'no audience': claims(() => ({ aud: undefined })),

  // Well signed, at another time.
  'an expiry in the past': claims(({ claims: { iat } }) => ({ iat: iat - 60, exp: iat - 10 })),
  'an expiry before its issue': claims(({ claims: { iat } }) => ({ exp: iat - 3600 })),
  'no expiry': claims(() => ({ exp: undefined })),
  'an expiry in words': claims(({ claims: { iat } }) => ({ exp: String(iat + 120) })),
  'an expiry that never comes': claims(({ claims: { iat } }) => ({ iat: iat - 7200, exp: 1e308 })),
  'a start in the future': claims(({ claims: { iat } }) => ({ nbf: iat + 600 })),
  'a start in words': claims(() => ({ nbf: 'now' })),
  'an issue time in the future': claims(({ claims: { iat } }) => ({ iat: iat + 600 })),
  'an issue time long past': claims(({ claims: { iat } }) => ({ iat: iat - 7200 })),
  'no issue time': claims(() => ({ iat: undefined })),

  // Well signed, and about nobody.
  'no subject': claims(() => ({ sub: undefined })),
  'an empty subject': claims(() => ({ sub: '' })),
  'a number as subject': claims(() => ({ sub: 1 })),
  'an object as subject': claims(({ claims: { sub } }) => ({ sub: { id: sub } })),
  'a list as subject': claims(({ claims: { sub } }) => ({ sub: [sub] })),
  'a subject that quotes SQL': claims(({ claims: { sub } }) => ({ sub: `${sub}' or '1'='1` })),
  'no session': claims(() => ({ sid: undefined })),
  'a number as session': claims(() => ({ sid: 1 })),
  'no scope': claims(() => ({ scope: undefined })),
  'a list as scope': claims(() => ({ scope: ['tasks:read'] })),
  'no token id': claims(() => ({ jti: undefined })),
};

/** Forgeries of a token that a client holds for a person (RFC 9068). */
export const accessTokenForgeries: Readonly<Record<string, Forge>> = {
  ...tokenForgeries,
  'no type': header({ typ: undefined }),
  'a client as subject': claims(({ claims }) => ({ sub: claims['client_id'] })),
  'another actor than the client': claims(() => ({ act: { sub: 'attacker' } })),
  'a name as actor': claims(({ claims }) => ({ act: claims['client_id'] })),
  'no client': claims(() => ({ client_id: undefined })),
};

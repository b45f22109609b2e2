import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** Present at all times; verified is who unlocked the device (WebAuthn §6.1). */
const flags = { present: 0x01, verified: 0x04, credentialIncluded: 0x40 };

interface Ceremony {
  challenge: string;
  origin: string;
  relyingPartyId: string;
  /** Whether somebody unlocked the device for it. */
  userVerified: boolean;
}

/** A passkey on a device of software, which says of its user what it is told to say. */
export function softwarePasskey() {
  const id = randomBytes(16);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credential = { id: base64url(id), rawId: base64url(id), type: 'public-key' };
  const extensions = { clientExtensionResults: {} };

  return {
    /** The answer to the options of a registration (WebAuthn §7.1), without attestation. */
    register(ceremony: Ceremony) {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const data = Buffer.concat([
        authenticatorData(ceremony, flags.credentialIncluded),
        Buffer.alloc(16),
        Buffer.from([0, id.length]),
        id,
        // COSE (RFC 9053 §7.1): { 1: 2, 3: -7, -1: 1, -2: x, -3: y }
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
        Buffer.concat([Buffer.from([0x21, 0x58, 0x20]), Buffer.from(x, 'base64url')]),
        Buffer.concat([Buffer.from([0x22, 0x58, 0x20]), Buffer.from(y, 'base64url')]),
      ]);
      // CBOR: { fmt: 'none', attStmt: {}, authData: data }
      const attestation = Buffer.concat([
        Buffer.from([0xa3, 0x63, ...Buffer.from('fmt'), 0x64, ...Buffer.from('none')]),
        Buffer.from([0x67, ...Buffer.from('attStmt'), 0xa0]),
        Buffer.from([0x68, ...Buffer.from('authData'), 0x58, data.length]),
        data,
      ]);
      return {
        ...credential,
        ...extensions,
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', ceremony)),
          attestationObject: base64url(attestation),
        },
      };
    },
    /** The answer to the options of a sign-in (WebAuthn §7.2). */
    signIn(ceremony: Ceremony) {
      const data = authenticatorData(ceremony, 0);
      const client = clientData('webauthn.get', ceremony);
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey);
      return {
        ...credential,
        ...extensions,
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(signature),
        },
      };
    },
  };
}

function authenticatorData({ relyingPartyId, userVerified }: Ceremony, others: number): Buffer {
  const said = flags.present | (userVerified ? flags.verified : 0) | others;
  const neverCounts = Buffer.alloc(4);
  return Buffer.concat([sha256(Buffer.from(relyingPartyId)), Buffer.from([said]), neverCounts]);
}

function clientData(type: string, { challenge, origin }: Ceremony): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const base64url = (bytes: Buffer) => bytes.toString('base64url');

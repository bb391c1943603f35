// A standard OpenID Connect provider (panva/node-oidc-provider) with one client and two people, for tests.
// PORT and KEY choose its address and its signing key; who signs in, and how surely, is said by the test in cookies of
// the browser that it plays: `person` and `acr`.
import crypto from 'node:crypto';

import Provider from 'oidc-provider';

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;

// The same key for the same name, so that a restart with another name is a rotation.
function signingKey(name) {
  const pair = crypto.createECDH('prime256v1');
  pair.setPrivateKey(crypto.createHash('sha256').update(name).digest());
  const [x, y] = [pair.getPublicKey().subarray(1, 33), pair.getPublicKey().subarray(33)];
  const numbers = { d: pair.getPrivateKey(), x, y };
  const coded = Object.entries(numbers).map(([part, bytes]) => [part, bytes.toString('base64url')]);
  return { kty: 'EC', crv: 'P-256', ...Object.fromEntries(coded), kid: name, use: 'sig', alg: 'ES256' };
}

const people = {
  buoi: { identity_number: '042090000123', name: 'TRẦN THỊ BƯỞI', birthdate: '1990-05-06' },
  stranger: { identity_number: '042090000777', name: 'Lê Văn Lạ', birthdate: '1990-01-01' },
  impostor: { identity_number: '042090000123', name: 'Phạm Văn Khác', birthdate: '1990-05-06' },
};

function cookie(ctx, name) {
  return new Map((ctx.req.headers.cookie ?? '').split(/; */).map((pair) => pair.split('='))).get(name);
}

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'motcua',
      client_secret: 'a secret of the tests',
      redirect_uris: ['http://127.0.0.1:8000/sign-in/return'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  jwks: { keys: [signingKey(process.env.KEY ?? 'first')] },
  cookies: { keys: ['for tests only'] },
  pkce: { required: () => true },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
  claims: { openid: ['sub'], profile: ['name', 'birthdate'], identity: ['identity_number'], acr: null },
  acrValues: ['urn:vn:eid:loa:1', 'urn:vn:eid:loa:2'],
  features: { devInteractions: { enabled: false } },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile identity');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/sign-in/')) return next();
  const login = { accountId: cookie(ctx, 'person'), acr: decodeURIComponent(cookie(ctx, 'acr')), remember: false };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }));
});

provider.listen(port, '127.0.0.1', () => console.log('ready'));

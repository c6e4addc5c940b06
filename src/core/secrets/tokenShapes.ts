/** Shapes of tokens: those of Keystone, JSON Web Tokens, and those that services give to their users. */
import { matchAt } from './quotedText';
import type { Shape } from './shape';
import { isStart, word } from './shape';

const padding = String.raw`(?:=|%3[Dd]|\\u003[Dd]){0,2}`;

const fernetWord = word(new RegExp(`gAAAA(?=[A-Za-z0-9_-]{5})[A-Za-z0-9_-]*${padding}`, 'y'));
/**
 * Matches the version and a time after 1989 of a token, with what follows them: so much tells a token
 * also behind other letters.
 */
const gluedFernet = new RegExp(
  `gAAAAAB[A-Za-z0-9_-](?=[A-Za-z0-9_-]{16})[A-Za-z0-9_-]*${padding}`,
  'y',
);

export const fernet: Shape = {
  kind: 'fernet token',
  begin: /gAAAA/g,
  range: (text, at, after) => {
    const end = matchAt(gluedFernet, text, at);
    return end === undefined ? fernetWord(text, at, after) : { start: at, end };
  },
};

const webTokenPart = /[A-Za-z0-9_+/-]*={0,2}/y;
/** Matches headers of JSON Web Tokens that begin with a member that only those have. */
const webTokenHeader = /^e(?:yJ|yAi|yAgI|wogICJ|wogICAgI)(?:hbGci|0eXAi|raWQi|lbmMi|jdHki|4NX)/;

export const webToken: Shape = {
  kind: 'JSON web token',
  begin: /e(?:yJ|yAi|yAgI|wog|wok|w0K)[A-Za-z0-9_+/-]*={0,2}/g,
  range: (text, at, after) => {
    const hasHeader = webTokenHeader.test(text.slice(at, at + 24));
    if (!hasHeader && !isStart(text, at)) return undefined;
    let end = after;
    let parts = 1;
    while (parts < 5 && text.charAt(end) === '.') {
      const next = matchAt(webTokenPart, text, end + 1) ?? end + 1;
      if (next - end <= 4 && parts === 1) break;
      end = next;
      parts++;
    }
    return hasHeader || (parts > 1 && after - at >= 12) ? { start: at, end } : undefined;
  },
};

export const serviceToken: Shape = {
  kind: 'service token',
  begin:
    /AUTH_tk|PKIZ_|gh[opsur]_|github_pat_|gl(?:agent|cbt|dt|ft|imt|pat|ptt|rt|soat)-|xox[abpors]-|hv[brs]\.|NRAK-|AGE-SECRET-KEY-1|AIza|[sr]k_live_/g,
  range: word(/[A-Za-z_.]{3,10}(?=[A-Za-z0-9_-]{14})[A-Za-z0-9_-]*/y),
};

/** Tokens of further services, of which NVMe's DH-HMAC-CHAP (`DHHC-1:`) is one of cinder's. */
export const longToken: Shape = {
  kind: 'service token',
  begin:
    /npm_|pypi-AgE|dckr_pat_|dapi(?=[0-9a-f]{32})|dop_v1_|sk-(?:(?:proj|ant|live)-|(?=[A-Za-z0-9]{32}))|sha256~|SG\.|SWMTKN-1-|DHHC-1:|glsa_|ATATT3|AKCp\d|hooks\.slack\.com\/services\/|discovery\.etcd\.io\/|discord(?:app)?\.com\/api\/webhooks\/|outlook\.office\.com\/webhook\/|webhook\.office\.com\/webhookb2\/|api\.telegram\.org\/bot/g,
  range: word(
    /(?:DHHC-1:\d\d:|SWMTKN-1-|sha256~|dop_v1_|dapi|ATATT3|AKCp\d|SG\.(?=[\w-]{16,64}\.)|[a-z]{2,4}[_-]|hooks\.slack\.com\/services\/|discovery\.etcd\.io\/|discord(?:app)?\.com\/api\/webhooks\/|outlook\.office\.com\/webhook\/|webhook\.office\.com\/webhookb2\/|api\.telegram\.org\/bot(?=\d))(?=[\w.:+/@-]{14})[\w.:+/@-]*={0,2}/y,
  ),
};

/** The token of a server of K3s or RKE2: `K10…::server:…`. The user is not secret, and tells what it is. */
export const clusterToken: Shape = {
  kind: 'service token',
  begin: /::(?:node|server):(?=[A-Za-z0-9._-]{8})/g,
  range: (text, at, after) => {
    const begin = /K10[A-Za-z0-9]{16,128}$/.exec(text.slice(Math.max(0, at - 131), at));
    const end = matchAt(/[A-Za-z0-9._-]+/y, text, after) ?? after;
    return begin ? { start: at - begin[0].length, end } : undefined;
  },
};

/**
 * The way to a console of vSphere (`webmks` of nova), `wss://host/ticket/…`, and to what takes a message from whoever
 * knows its address: `https://host/hooks/…`.
 */
export const urlPart: Shape = {
  kind: 'service token',
  begin:
    /\/(?:ticket\/(?=[\w%.~-]{4})|(?:(?:web)?hooks?\/(?:catch\/\d{1,10}\/)?|integration\/|with\/key\/)(?=[A-Za-z_-]{0,32}\d)[\w-]{0,3}(?=[\w-]{13}))/g,
  range: (text, at, after) => {
    const address = text.slice(Math.max(0, at - 136), at);
    const isTicket = text.startsWith('/ticket/', at);
    const isAddress = (isTicket ? socket : page).test(address);
    const end = matchAt(/[\w%.~-]+/y, text, after) ?? after;
    const start = isTicket ? after : text.slice(0, after).lastIndexOf('/') + 1;
    const isId = uuidBegin.test(text.slice(start, start + 14));
    return isAddress && (isTicket || !isId) ? { start, end } : undefined;
  },
};
const socket = /wss?:\/\/[^\s"'<>]{1,128}$/i;
const page = /https?:\/\/[^\s"'<>]{1,128}$/i;
const uuidBegin = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/**
 * A token that lets nodes join (kubeadm's bootstrap tokens): `[a-z0-9]{6}.[a-z0-9]{16}`. In names of hosts
 * letters and digits change less often, and a digest has no other letters than those of hexadecimal digits,
 * so that such a word is a token only after one that says so.
 */
export const joinToken: Shape = {
  kind: 'service token',
  begin: /\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])/g,
  range: (text, at, after) => {
    const before = text.slice(Math.max(0, at - 80), at);
    const id = /(?:^|[^\w./-]|\\[nrt])([a-z0-9]{6})$/.exec(before)?.[1];
    if (id === undefined) return undefined;
    const isDigest = /^[a-z]*\d*$/.test(id) && !/[g-z]/.test(text.slice(at, after));
    const isRandom = /\d[a-z]+\d/.test(text.slice(at, after));
    return (isRandom && !isDigest) || /kubeadm|bootstrap/i.test(before)
      ? { start: at - 6, end: after }
      : undefined;
  },
};

/** A token of Vault before version 1.10; later ones are service tokens. */
export const vaultToken: Shape = {
  kind: 'service token',
  begin: /\.(?<=(?:\b|\\[nrt])s\.)(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.-])/g,
  range: (_text, at, after) => ({ start: at - 1, end: after }),
};

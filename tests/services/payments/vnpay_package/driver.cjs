// One question a line on standard input, one answer a line on standard output. The network is never used.
const readline = require("node:readline");
const { VNPay } = require("vnpay");

const bank = new VNPay({
  tmnCode: process.env.TMN_CODE,
  secureSecret: process.env.SECRET,
  vnpayHost: "https://bank.test",
  queryDrAndRefundHost: "https://bank.test",
  hashAlgorithm: "SHA512",
});

let posted = null;
let reply = {};
globalThis.fetch = async (_url, options) => {
  posted = JSON.parse(options.body);
  return { ok: true, json: async () => ({ ...reply }) };
};

const can = {
  payUrl: (order) => bank.buildPaymentUrl(order),
  verifyReturn: (query) => bank.verifyReturnUrl(query),
  verifyIpn: (query) => bank.verifyIpnCall(query),
  queryDr: async ({ request, answer }) => {
    reply = answer;
    const heard = await bank.queryDr(request);
    return { posted, heard };
  },
  refund: async ({ request, answer }) => {
    reply = answer;
    const heard = await bank.refund(request);
    return { posted, heard };
  },
};

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const { does, given } = JSON.parse(line);
  let said;
  try {
    said = { result: await can[does](given) };
  } catch (failure) {
    said = { error: String(failure) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
});

// Reads one JSON value from standard input, {plans, cases: [{plan, answers, context}]}, and writes what check says of each
// case, one JSON line for each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { check } = await import(pathToFileURL(process.argv[2]).href);
const { plans, cases } = JSON.parse(readFileSync(0, "utf8"));
const lines = cases.map(({ plan, answers, context }) => {
  const before = JSON.stringify(answers);
  const result = check(plans[plan], answers, context);
  if (JSON.stringify(answers) !== before) throw new Error("check changed the answers it was given");
  return JSON.stringify(result);
});
process.stdout.write(lines.join("\n") + "\n");

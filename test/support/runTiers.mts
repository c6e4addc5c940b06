/**
 * Runs the tiers of the tests and adds up what they count. A tier that cannot run, ends early or
 * runs nothing has failed; a test that was skipped has too.
 */
import { mkdirSync } from 'node:fs';
import type { NewerRelease } from './brokerRelease.mts';
import { brokerVariable } from './brokerRelease.mts';
import { checksTier } from './checksTier.mts';
import { ensureCodeServer } from './codeServerInstall.mts';
import type { NeedName } from './debianPackages.mts';
import { ensurePackages } from './debianPackages.mts';
import { ensureDebianRoot } from './debianRoot.mts';
import { hostTier } from './hostTier.mts';
import { run } from './processes.mts';
import { root } from './root.mts';
import type { Counts } from './testCounts.mts';
import { failureText, resultsFolder } from './testCounts.mts';
import type { TierVariant } from './vitestTier.mts';
import { vitestTier } from './vitestTier.mts';

interface Tier {
  readonly needs: readonly NeedName[];
  readonly inWorkbench: boolean;
  run(): Promise<Counts>;
}

const tiers: Readonly<Record<string, Tier>> = {
  checks: { needs: [], inWorkbench: false, run: checksTier },
  unit: { needs: [], inWorkbench: false, run: () => vitestTier('unit') },
  handlers: { needs: [], inWorkbench: false, run: () => vitestTier('handlers') },
  webview: { needs: ['browser'], inWorkbench: false, run: () => vitestTier('webview') },
  broker: {
    needs: ['broker', 'osloMessaging'],
    inWorkbench: false,
    run: () => vitestTier('broker'),
  },
  broker4: brokerTier('trixie', { name: 'broker4' }),
  host: { needs: ['browser', 'compiler'], inWorkbench: true, run: hostTier },
  workbench: {
    needs: ['broker', 'osloMessaging', 'browser', 'compiler'],
    inWorkbench: true,
    run: () => vitestTier('workbench'),
  },
};

/** Tiers on Debian sid, which moves: `npm run test:newest` runs them, and continuous integration does not. */
const newest: Readonly<Record<string, Tier>> = {
  brokerNewest: brokerTier('sid', { name: 'brokerNewest' }),
  handlersNewest: {
    needs: [],
    inWorkbench: false,
    run: () => vitestTier('handlers', { name: 'handlersNewest', env: { RPCSCOPE_NEWEST: '1' } }),
  },
};

const known = { ...tiers, ...newest };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(tiers);
const unknown = chosen.filter(name => !(name in known));
if (unknown.length > 0) {
  console.error(`no tier ${unknown.join(', ')}; there are ${Object.keys(known).join(', ')}`);
  process.exitCode = 2;
} else {
  await runTiers();
}

/** The tests of the broker tier with the RabbitMQ and oslo.messaging of a newer Debian. */
function brokerTier(release: NewerRelease, variant: TierVariant): Tier {
  return {
    needs: ['debootstrap'],
    inWorkbench: false,
    run: () => {
      ensureDebianRoot(release);
      return vitestTier('broker', { ...variant, env: { [brokerVariable]: release } });
    },
  };
}

async function runTiers(): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  run(process.execPath, ['esbuild.mjs'], { cwd: root });
  const lines: string[] = [];
  const faults: string[] = [];
  const sum = { passed: 0, failed: 0 };
  for (const name of chosen) {
    const startedAt = Date.now();
    const { passed, failed, failures = [] } = await runTier(name);
    faults.push(...failures.map(each => `✗ ${name}: ${failureText(each)}`));
    sum.passed += passed;
    sum.failed += failed;
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    lines.push(`${name.padEnd(14)} ${passed} passed, ${failed} failed in ${seconds} s`);
  }
  if (faults.length > 0) console.log(`\n${faults.join('\n')}`);
  console.log(`\n${lines.join('\n')}\n\n${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

async function runTier(name: string): Promise<Counts> {
  console.log(`\n━━ ${name}\n`);
  try {
    const tier = known[name] as Tier;
    ensurePackages(tier.needs);
    if (tier.inWorkbench) ensureCodeServer();
    return await tier.run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    return { passed: 0, failed: 1, failures: [{ name: 'the tier cannot run', message }] };
  }
}

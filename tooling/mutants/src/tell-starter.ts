import { basename } from 'node:path';
import type { TestError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { ErrorReport, RunReport, TestFailure } from './run-report.ts';

/** A reporter that prints nothing and sends a `RunReport` to the process that started this one. */
export function tellStarter(isMutated: () => boolean): Reporter {
  // Killed outright, the starter leaves nobody who would listen.
  process.once('disconnect', () => process.exit(1));
  process.channel?.unref();
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const report: RunReport = {
        isMutated: isMutated(),
        obstacles: [...modules.flatMap(suiteErrors), ...unhandledErrors.map(({ message }) => message)],
        passed: tests.filter((test) => test.result().state === 'passed').length,
        failures: tests.filter((test) => test.result().state === 'failed').map(failureOf),
      };
      return new Promise((resolve) => void process.send?.(report, () => resolve()));
    },
  };
}

/** Errors of a module's loading and of the hooks around its suites. */
function suiteErrors(module: TestModule): string[] {
  const suites = [module, ...module.children.allSuites()];
  return suites.flatMap((suite) => suite.errors().map(({ message }) => `${nameOf(module)}: ${message}`));
}

function failureOf(test: TestCase): TestFailure {
  const errors = test.result().errors ?? [];
  return { test: `${nameOf(test.module)}: ${test.fullName}`, errors: errors.map(reportOf) };
}

function reportOf({ name = 'Error', message, cause }: TestError): ErrorReport {
  return { name, message: message.slice(0, 300), ...(cause && { cause: reportOf(cause) }) };
}

const nameOf = (module: TestModule): string => basename(module.moduleId);

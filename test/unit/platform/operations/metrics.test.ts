import { describe, expect, test } from 'vitest';
import { labelled, requestMetrics } from '../../../../src/platform/operations/metrics';

describe('metrics', () => {
  test('count requests and their durations by call and code, and failed sign-ins', () => {
    const { answered, lines } = requestMetrics();
    answered('auth.whoAmI', 'ok', 0.01);
    answered('auth.whoAmI', 'ok', 0.3);
    answered('auth.whoAmI', 'ok', 60);
    answered('auth.signIn', 'wrong-credentials', 0.4);
    answered('auth.signIn', 'ok', 0.4);
    const text = lines();
    const of = 'call="auth.whoAmI",code="ok"';
    expect(text).toEqual(
      expect.arrayContaining([
        `wardkeeper_request_duration_seconds_bucket{${of},le="0.005"} 0`,
        `wardkeeper_request_duration_seconds_bucket{${of},le="0.02"} 1`,
        `wardkeeper_request_duration_seconds_bucket{${of},le="0.5"} 2`,
        `wardkeeper_request_duration_seconds_bucket{${of},le="10"} 2`,
        `wardkeeper_request_duration_seconds_bucket{${of},le="+Inf"} 3`,
        `wardkeeper_request_duration_seconds_count{${of}} 3`,
        'wardkeeper_failed_sign_ins_total 1',
      ]),
    );
    text.push(...labelled('failures_in_a_row', 'Failures.', 'work', { watch: 3, 'key-care': 0 }));
    expect(text.slice(-2)).toEqual([
      'wardkeeper_failures_in_a_row{work="watch"} 3',
      'wardkeeper_failures_in_a_row{work="key-care"} 0',
    ]);
    // Prometheus's text format: comments, or a name with labels and a number.
    for (const line of text) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [\d.e+-]+)$/);
  });
});

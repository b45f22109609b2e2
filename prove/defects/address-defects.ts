import { type Defect, instead, without } from './defect.ts';

const forbidden = 'src/config/forbidden-address.ts';
const suites = ['src/config/forbidden-address.test.ts'];

/** Where our processes could be made to connect to. */
export const addressDefects = {
  'addresses: link-local ones': {
    threat: 'T17',
    suites,
    change: without(forbidden, "ip.range() === 'linkLocal' || "),
  },
  'addresses: where clouds tell secrets': {
    threat: 'T17',
    suites,
    change: without(forbidden, ' || metadataAddresses.includes(ip.toNormalizedString())'),
  },
  'addresses: an IPv4 one inside of IPv6': {
    threat: 'T17',
    suites,
    change: instead(forbidden, 'withinIpv6(ipaddr.process(address))', 'ipaddr.process(address)'),
  },
  'addresses: what a name turns out to be': {
    threat: 'T17',
    suites: ['src/platform/guard-connections.test.ts'],
    change: instead(
      'src/platform/guard-connections.ts',
      'if (isForbiddenAddress(address)) {',
      'if (false) {',
    ),
  },
} satisfies Record<string, Defect>;

/**
 * Messages of validations that quote what they refuse: jsonschema (nova, cinder, glance, keystone, manila),
 * WSME (ironic, octavia, magnum), oslo.config, Heat, Neutron, voluptuous, argparse and pydantic; and what
 * processes got at their input.
 */
export const secretMessages: readonly (readonly [
  what: string,
  message: (secret: string) => string,
])[] = [
  [
    'jsonschema',
    s =>
      `'${s}' is too short\n\nFailed validating 'minLength' in schema['properties']['admin_password']:\n    {'minLength': 8, 'type': 'string'}\n\nOn instance['admin_password']:\n    '${s}'`,
  ],
  [
    'jsonschema, the schema only',
    s =>
      `'${s}' does not match '^[a-z]+$'\n\nFailed validating 'pattern' in schema['properties']['server']['properties']['adminPass']`,
  ],
  ['jsonschema, a list', s => `'${s}' is not of type 'object'\n\nOn instance['passwords'][0]`],
  ['JSON path', s => `$.auth.password: '${s}' is too long`],
  ['nova', s => `Invalid input for field/attribute adminPass. Value: ${s}. '${s}' is too short`],
  [
    'nova, blanks',
    s =>
      `Invalid input for field/attribute adminPass. Value: two words ${s}. 'two words ${s}' is too long`,
  ],
  ['WSME', s => `Invalid input for field/attribute password. Value: '${s}'. Wrong type.`],
  ['oslo.config', s => `Value ${s} for option admin_password is not valid: Should be longer`],
  ['oslo.config, quoted', s => `Value '${s}' for admin_password is out of range`],
  [
    'Heat, parameter',
    s => `Parameter 'db_password' is invalid: '${s}' does not match pattern [A-Z]`,
  ],
  ['Heat, length', s => `Parameter 'db_password' is invalid: "${s}" length (4) is out of range`],
  ['Heat, property', s => `Property error: : resources.a.properties.admin_pass: : '${s}' is bad`],
  ['Heat, user data', s => `Property user_data: #!/bin/sh\necho ${s} >/root/x\nexit 0`],
  ['Heat, cloud-init', s => `Property user_data: #cloud-config\nrun:\n - echo ${s}\n`],
  ['Neutron', s => `Invalid input for psk. Reason: '${s}' exceeds maximum length of 80.`],
  ['voluptuous', s => `expected str for dictionary value @ data['admin_password']. Got '${s}'`],
  ['argparse', s => `argument --os-password: invalid choice value: '${s}'`],
  [
    'pydantic',
    s =>
      `1 validation error for Node\nadmin_password\n  Too short [type=string_too_short, input_value='${s}', input_type=str]`,
  ],
  ['value before its name', s => `'${s}' is not a valid value for admin_password`],
  ['value before its name, two quotes', s => `invalid value "${s}" given for "ipmi_password"`],
  ['input', s => `Command: passwd root\nExit code: 1\nStdin: 'root:${s}'\nStdout: ''\nStderr: ''`],
  ['input of oslo.concurrency', s => `execute(cmd, process_input='${s}', check_exit_code=[0])`],
  [
    'output',
    s => `Command: ceph auth get-key client.x\nExit code: 1\nStdout: '${s}\\n'\nStderr: ''`,
  ],
  ['option', s => `option: admin_password, setting: ${s}`],
  [
    'pair of YAML, value first',
    s => `env:\n- value: ${s}\n  name: DB_PASSWORD\n- value: b\n  name: c`,
  ],
  ['pair of YAML, a block first', s => `- value: |\n    one\n    ${s}\n  name: admin_password\n`],
  ['pair of YAML, odd names', s => `- option: admin_password\n  setting: ${s}\n`],
  [
    'pair of YAML, a description between',
    s => `- key: token\n  description: "a: b"\n  setting: ${s}\n`,
  ],
  ['pair of Python, odd names', s => `{'option': 'admin_password', 'setting': '${s}'}`],
  ['pair of Python, value first', s => `[{'setting': '${s}', 'option': 'admin_password'}]`],
  ['pair of properties', s => `param.1.key=admin_password\nparam.1.setting=${s}\n`],
  ['pair of elements, value first', s => `<p><value>${s}</value><name>admin_password</name></p>`],
  ['options, value first', s => `set --value ${s} --name admin_password`],
  [
    'pair in JSON of several lines',
    s => `x {\n  "setting": "${s}",\n  "option": "admin_password"\n}`,
  ],
  ['glued Fernet', s => `xgAAAAABmVerySecretFernet${s}Token_0123456789`],
  ['glued JWT', s => `idTokeneyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2Ii${s}.c2lnbmF0dXJlc2lnbmF0dXJl`],
];

/** Statements about secrets, in which no secret is. */
export const harmlessMessages: readonly string[] = [
  'Invalid token: token expired',
  'password: required',
  'password: is required',
  'admin_password: not set',
  'Invalid credential: not found',
  'auth_token: missing or invalid',
  'password=missing',
  'Password: must be changed',
  'secret: already deleted',
  'passphrase: is too short, use another one',
  'X-Auth-Token: expired',
  "{'password': 'is required'}",
  'token = revoked',
  'api_key: cannot be empty',
  'password: this field is required',
  'credentials: none provided',
  'token: no longer valid',
  'Parameter admin_password was not provided for stack x',
  'The Parameter (admin_password) was not provided.',
  "The password of user 'bob' is expired",
  "'host1' is not of type 'integer'\n\nOn instance['ram']:\n    'host1'",
  'name: flavor_name\nvalue: m1.extra-17\n',
  '- value: harmless-17\n  name: region\n- value: b\n  name: c\n',
  'resource=secret verb=get',
  'type=password user=bob17',
  'echo started17 | tee /var/log/x',
  'echo a17 | grep x /etc/passwd',
  'cat <<EOF >/etc/motd\nwelcome17 to all\nEOF',
  'curl --cacert a.pem --key /etc/x/client17.pem https://h',
  'sort --key=2 --key 3n file17',
  'Stdin: None',
  'Keystone: authorization endpoint http://ks17',
  'docker login --password-stdin registry17.example.org',
  'ssh -l root -p 2222 host17',
  'cpu_pin=17a hash_seed=17b',
];

/** Commands that get a password as the argument of an option without a telling name: `mysql -pabc`. */

export interface PasswordCommand {
  /** Source of a regular expression that matches the programs' names. */
  readonly programs: string;
  /** Matches an option, up to its value. */
  readonly option: RegExp;
}

/** Words of a command up to the value, each with the blanks after it. */
const after = (words: string): RegExp => new RegExp(String.raw`(?:^|\s)${words}`, 'g');
const word = String.raw`\S{1,200}\s{1,4}`;
const passwordOption = after(String.raw`-p\s{0,4}(?=[^\s-])`);

export const passwordCommands: readonly PasswordCommand[] = [
  {
    programs: 'curl|wget',
    option: after(
      String.raw`(?:(?:-[a-zA-Z]{0,8}[uU]|--user|--proxy-user)(?:[\s=]{1,4}["']?|(?<=[uU])["']?)[^\s"':]{0,64}:|(?:-b|--cookie)[\s=]{1,4}(?=["']?[\w.-]{1,64}=)|(?:-E|--(?:proxy-)?cert)[\s=]{1,4}[^\s"':]{1,256}:)`,
    ),
  },
  {
    programs: 'mysqladmin',
    option: after(String.raw`(?:-p\s{0,4}(?=[^\s-])|password\s{1,4}(?=[^\s-]))`),
  },
  {
    programs: String.raw`sshpass|mysql\w*|mariadb\w*|mongo\w*|cqlsh|couchbase-cli|rabbitmqadmin|fence_\w+|pcs|7z[ar]?|ipmi-\w+|ipmiconsole|redfishtool|ilorest|wsman|psexec|smbmap|doveadm|admintools`,
    option: passwordOption,
  },
  {
    programs: 'docker|podman',
    option: after(String.raw`login\s[^\n]{0,200}?\s-p\s{0,4}(?=[^\s-])`),
  },
  {
    programs: String.raw`ldap(?!passwd)\w+|vsql|psql`,
    option: after(String.raw`-w\s{0,4}(?=[^\s-])`),
  },
  {
    programs: 'ipmitool',
    option: after(
      String.raw`(?:-[Pky]\s{0,4}(?=[^\s-])|(?:user\s{1,4}(?:set\s{1,4}password\s{1,4}\d{1,3}|test\s{1,4}\d{1,3}\s{1,4}(?:16|20))|lan\s{1,4}set\s{1,4}\d{1,3}\s{1,4}(?:password|snmp))\s{1,4})`,
    ),
  },
  { programs: String.raw`snmp\w+`, option: after(String.raw`-[AXc]\s{0,4}(?=[^\s-])`) },
  {
    programs: 'redis-cli',
    option: after(
      String.raw`(?:-a|auth|AUTH|(?:config|CONFIG)\s{1,4}(?:set|SET)\s{1,4}(?:requirepass|masterauth)|(?:sentinel|SENTINEL)\s{1,4}(?:set|SET)\s{1,4}\S{1,80}\s{1,4}auth-pass)\s{1,4}`,
    ),
  },
  { programs: 'slappasswd|ldappasswd', option: after(String.raw`-[sw]\s{0,4}(?=[^\s-])`) },
  { programs: 'ssh-keygen', option: after(String.raw`-[NP]\s{0,4}(?=[^\s-])`) },
  {
    programs: String.raw`ceph|ceph-fuse|rbd|rbd-\w+|rados|s3cmd`,
    option: after(
      String.raw`(?:--key[\s=]{1,4}|dashboard\s{1,4}ac-user-create\s{1,4}(?:--\S{1,40}\s{1,4}){0,3}[^\s-]\S{0,64}\s{1,4}(?=[^\s-])|config-key\s{1,4}(?:set|put)\s{1,4}(?=\S{0,200}(?:crypt|key|pass|secret|token|cred))[^\s-]\S{0,200}\s{1,4}(?=[^\s-]))`,
    ),
  },
  {
    programs: String.raw`smb\w+|rpcclient|winexe|wmic|wbinfo|ntlm_auth|nmblookup|mount\.cifs`,
    option: after(
      String.raw`(?:-[Ua]\s{0,4}|--(?:user|authenticate)[\s=]{1,2})["']?[^\s%"']{1,64}%`,
    ),
  },
  {
    programs: 'net',
    option: after(
      String.raw`(?:-U\s{0,4}["']?[^\s%"']{1,64}%|user\s{1,4}["']?[\w.\\$-]{1,64}["']?\s{1,4}(?=[^\s/*]\S{0,255}\s{0,4}(?:\/|$))|use\s{1,4}(?:\S{1,8}\s{1,4})?\\\\\S{3,256}\s{1,4}(?=[^\s/*]))`,
    ),
  },
  {
    programs: 'rabbitmqctl',
    option: after(
      String.raw`(?:(?:add_user|change_password|authenticate_user)\s{1,4}\S{1,80}|hash_password)\s{1,4}`,
    ),
  },
  {
    programs: 'openssl',
    option: after(
      String.raw`(?:-pass(?:in|out)?\s{1,4}["']?pass:|-macopt\s{1,4}["']?(?:hex)?key:|-[kK]\s{1,4}(?=[^\s-])|passwd\s(?:-\w{1,8}\s{1,4}){0,4}(?=[^\s-]))`,
    ),
  },
  {
    programs: 'htpasswd',
    option: after(
      String.raw`-(?=[a-zA-Z]{0,8}b)[a-zA-Z]{1,9}\s{1,4}(?:(?:-\w{1,4}|\d{1,2})\s{1,4}){0,4}(?:[^\s-]\S{0,200}\s{1,4}){1,2}(?=[^\s-]\S*\s*$)`,
    ),
  },
  { programs: 'useradd|usermod', option: after(String.raw`-[a-zA-Z]{0,8}p\s{1,4}`) },
  {
    programs: 'swift',
    option: after(
      String.raw`(?:-K\s{0,4}|--key[\s=]{1,4}|tempurl\s{1,4}(?:-\S{1,40}\s{1,4}){0,4}[A-Z]{3,6}\s{1,4}\S{1,40}\s{1,4}\/\S{1,256}\s{1,4})(?=[^\s-])`,
    ),
  },
  { programs: '(?:un)?zip', option: after(String.raw`-P\s{0,4}(?=[^\s-])`) },
  { programs: '(?:un)?rar', option: after(String.raw`-h?p(?=[^\s-])`) },
  {
    programs: 'k?nsupdate|k?dig',
    option: after(String.raw`-y\s{0,4}["']?(?:hmac-[\w-]{2,16}:)?[\w.-]{1,255}:`),
  },
  {
    programs: 'virsh',
    option: after(
      String.raw`(?:set-user-password\s{1,4}(?:--domain\s{1,4})?\S{1,64}\s{1,4}(?:--user\s{1,4})?\S{1,64}\s{1,4}(?=[^\s-])|set_password\s{1,4}(?:vnc|spice)\s{1,4}|secret-set-value\s{1,4}(?:--secret\s{1,4})?\S{1,64}\s{1,4}(?:--base64\s{1,4})?(?=[^\s-]))`,
    ),
  },
  { programs: 'nvme', option: after(String.raw`-[SC]\s{0,4}(?=[^\s-])`) },
  {
    programs: String.raw`plink|pscp|psftp|xe|kadmin(?:\.local)?`,
    option: after(String.raw`(?:addprinc\s{1,4}(?:-\S{1,20}\s{1,4}){0,3})?-pw\s{1,4}`),
  },
  { programs: 'sqlcmd|bcp|osql|[it]sql', option: after(String.raw`-P\s{0,4}(?=[^\s-])`) },
  {
    programs: String.raw`sqlplus|expdp|impdp|rman|sqlldr`,
    option: after(
      String.raw`(?:\S{1,80}\s{1,4}){0,4}?["']?[A-Za-z][\w$]{0,63}\/(?=[^\s/@])(?=\S{1,200}@|\S{1,64}(?:\s|$))`,
    ),
  },
  {
    programs: String.raw`racadm`,
    option: after(
      String.raw`(?:-p\s{0,4}(?=[^\s-])|set\s{1,4}\S{0,80}[Pp]assword\s{1,4}|-o\s{1,4}\S{0,40}[Pp]assword\s{1,4}(?:-i\s{1,4}\d{1,3}\s{1,4})?(?=[^\s-]))`,
    ),
  },
  {
    programs: String.raw`ipa(?:-[a-z]+){0,3}|dsconf|dsidm`,
    option: after(String.raw`-w\s{0,4}(?=[^\s-])`),
  },
  { programs: 'pki', option: after(String.raw`-[cw]\s{1,4}(?=[^\s-])`) },
  { programs: 'pk12util', option: after(String.raw`-[WK]\s{0,4}(?=[^\s-])`) },
  { programs: 'pkcs11-tool', option: after(String.raw`-p\s{0,4}(?=[^\s-])`) },
  {
    programs: String.raw`tpm2_\w+`,
    option: after(String.raw`-[pP]\s{0,4}(?!pcr:|session:|file:)(?=[^\s-])`),
  },
  { programs: 'winrs', option: after(String.raw`[-/]p(?:assword)?:`) },
  { programs: 'raidcom', option: after(String.raw`-login\s{1,4}\S{1,64}\s{1,4}`) },
  { programs: 'sendemail|swaks', option: after(String.raw`-[ax]p\s{1,4}(?=[^\s-])`) },
  { programs: 'wpa_passphrase', option: after(String.raw`["']?\S{1,64}["']?\s{1,4}`) },
  {
    programs: 'pdnsutil',
    option: after(String.raw`import-tsig-key\s{1,4}\S{1,200}\s{1,4}\S{1,40}\s{1,4}`),
  },
  {
    programs: 'mc',
    option: after(
      String.raw`(?:alias\s{1,4}set|config\s{1,4}host\s{1,4}add)\s{1,4}(?:\S{1,200}\s{1,4}){3}`,
    ),
  },
  { programs: 'rclone', option: after(String.raw`obscure\s{1,4}(?=[^\s-])`) },
  {
    programs: 'https?|xh|ab',
    option: after(String.raw`(?:-[aAP]|--auth)[\s=]{1,4}["']?[^\s"':]{1,64}:(?!\/\/)`),
  },
  { programs: 'kubectl|oc', option: after(String.raw`--from-literal[\s=]{1,2}["']?[\w.-]{1,64}=`) },
  {
    programs: 'openstack|barbican',
    option: after(
      String.raw`secret\s{1,4}(?:order\s{1,4})?(?:store|update)\s[^\n]{0,300}?(?:-p|--payload)[\s=]{1,4}(?=[^\s-])`,
    ),
  },
  {
    programs: 'openstack',
    option: after(
      String.raw`(?:token\s{1,4}revoke\s{1,4}|credential\s{1,4}create\s{1,4}(?:--\S{1,40}\s{1,4}\S{1,80}\s{1,4}){0,3}[^\s-]\S{0,80}\s{1,4})(?=[^\s-])`,
    ),
  },
  {
    programs: 'openstack|trove',
    option: after(
      String.raw`(?:--users\s{1,4}["']?[\w.-]{1,64}:|(?:user-create|database\s{1,4}user\s{1,4}create)\s{1,4}(?:[^\s-]\S{0,80}\s{1,4}){2}(?=[^\s-]))`,
    ),
  },
  {
    programs: 'hdparm',
    option: after(
      String.raw`--security-(?:disable|erase(?:-enhanced)?|set-pass|unlock)[\s=]{1,4}(?=[^\s-])`,
    ),
  },
  { programs: 'SMCIPMITool', option: after(String.raw`${word}${word}(?=[^\s-])`) },
  { programs: 'smbpasswd', option: after(String.raw`(?:-\w{1,4}\s{1,4}){0,3}${word}(?=[^\s-])`) },
  {
    programs: 'mkpasswd',
    option: after(
      String.raw`(?:-[mSR]\s{1,4}${word}|--?[a-zA-Z]{1,12}(?:=\S{1,64})?\s{1,4}){0,4}(?=[^\s-])`,
    ),
  },
  { programs: 'lftp', option: after(String.raw`-u\s{0,4}[^\s,]{1,64},`) },
  {
    programs: 'crudini|openstack-config',
    option: after(
      String.raw`--set\s{1,4}${word}${word}(?=\S{0,64}(?:key|pass|secret|token))${word}(?=[^\s-])`,
    ),
  },
  { programs: 'erl', option: after(String.raw`-setcookie\s{1,4}`) },
  { programs: 'nmcli', option: after(String.raw`(?:password|[\w.-]{0,40}psk)\s{1,4}`) },
  {
    programs: 'vault',
    option: after(
      String.raw`(?:login\s{1,4}(?:-\S{1,64}\s{1,4}){0,4}(?=[^\s=-][^\s=]{7,511}(?:\s|$))|unseal\s{1,4}(?=[^\s-])|token\s{1,4}(?:lookup|renew|revoke)\s{1,4}(?:-\S{1,64}\s{1,4}){0,4}(?=[^\s-])|(?<=\b(?:put|patch|write)\s[^\n]{0,300}\s)(?!-)[\w.]{1,64}=(?=[^\s@]))`,
    ),
  },
  {
    programs: 'etcdctl',
    option: after(String.raw`(?:--user[\s=]{1,4}|user\s{1,4}add\s{1,4})["']?[^\s"':]{1,64}:`),
  },
  {
    programs: 'samba-tool',
    option: after(String.raw`user\s{1,4}(?:create|add)\s{1,4}[^\s-]\S{0,64}\s{1,4}(?=[^\s-])`),
  },
  {
    programs: 'cinder-rtstool',
    option: after(String.raw`create\s{1,4}(?:\S{1,256}\s{1,4}){3}`),
  },
  {
    programs: 'db2',
    option: after(String.raw`connect\s{1,4}to\s[^\n]{1,200}?\susing\s{1,4}`),
  },
  {
    programs: String.raw`xfreerdp|wfreerdp|cmdkey|schtasks`,
    option: after(String.raw`\/(?:p|pass|rp)[:\s]`),
  },
];

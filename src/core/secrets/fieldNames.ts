/** Tells names of fields from passwords of one word, which look alike where a list has no other sign. */
import { words, wordsOf } from './nameWords';

/** Words of which the services make the names of their fields. */
const fieldWords = words(`
  accepted access action active actual addr address addresses admin age agent alarm algorithm all alloc allocation
  allowed ami api app application arch architecture area args arq array at attach attached attachment attribute
  attributes attrs audience audit auth availability available aws back backed backend backup base bdm begin binary
  bind binding bindings bits block body boot bootable bridge bucket build builds bus bytes cache cap capabilities
  capacity category cell cert certificate certs cgsnapshot changes checksum cidr class client cluster code column
  comment compute config configuration connection connector consistencygroup console consumer container content
  context controller core cores count counter cpu cpus created creation cred credential credentials creds current
  custom data database date db default defaults deleted deletion desc description dest destination detach details
  device devices dhcp dict dir direction disabled disk disks display distributed dns domain driver drivers drop
  duration email enabled encrypted encryption end endpoint endpoints ephemeral error errors event events exchange
  expected expires expiry ext external extra factor fault feature features field fields file filename filter filters
  first fixed flag flavor floating for force format free function gateway gb geometry graphics group groups guest
  handler has hash hashes header headers health heartbeat hidden hint hints history host hostname hosts hypervisor
  id identity ids ignore image images in index info initiator input instance instances interface internal interval
  invalid ip ips ipv is issued issuer item items job json kernel key keypair keys kind kwargs label labels lang last
  launched length level life limit limits list listener lists live local locale location lock locked log login mac
  manager mandatory map mapped mapping marker mask master max maximum mb member members memory message meta metadata
  method metrics migration min minimum missing mode model monitor monitoring mount mtu multiattach name names
  network networks new nic nics no node nodes notification numa number object objects old on online operation option
  optional options order os output owner pair pairs param parameter parameters params parent part partition path
  payload pci pending percent period physical physnets plan plugin point policies policy pool pools port ports
  position power prefix previous priority private process profile progress project projects properties property
  protected protocol provider proxy public purpose qos queue quota quotas ram ramdisk random range rate ratio read
  ready real reason recipient record records ref region registry release remote reply report request requested
  requests required reservation reserved resource resources response result results retries retry revision role
  roles root route router routes routing rule rules rx sample scheduled scheduler schema scope security seed segment
  segmentation sent serial server servers service services session set settings share shared shares signature since
  size snapshot snapshots source spec specs spice ssl stack stacks start started stat state stats status step
  storage store string subject subnet subnets success suffix summary supported swap system table tag tags target
  task template tenant terminated text threshold time timeout timestamp timezone title topic topology total trait
  traits transport trust tunnel tx type types unique unit units until updated updates uri url usage use used user
  username users uuid uuids vcpu vcpus vendor version versions vhost vif virt virtual visibility vm vms vnc vnic vol
  volid volume volumes weight with zone zones
`);
/** Words of secrets' names, which stand beside each other in lists of such: `["password", "token"]`. */
const secretWords = words(
  'password passwords passwd passphrase passcode secret secrets token tokens cookie cookies pin otp totp jwt psk pwd pass',
);

/** Tells whether a text is the name of a field, as in a list of names: `["password", "created_at"]`. */
export const isFieldName = (text: string): boolean =>
  /^[A-Za-z]{2,32}(?:[ _-][A-Za-z]{2,32}){0,4}$/.test(text) &&
  wordsOf(text).every(word => fieldWords.has(word) || secretWords.has(word));

/** Methods of authentication, which stand in lists of such: `["password", "totp"]`. */
export const isAuthMethod = (text: string): boolean =>
  /^(?:external|mapped|totp|oauth[12]|saml2|openid|kerberos|x509|application_credential)$/.test(
    text,
  );

// What programs can do: the tables behind the shell reader. Data only.

import type { Capability } from '../../domain/index.ts';

const rows: readonly (readonly [readonly Capability[], string])[] = [
  [
    ['network'],
    `nc ncat netcat socat telnet ftp tftp ssh scp sftp sshfs rsync mosh ping ping6 dig nslookup host whois traceroute
    tracepath mtr nmap masscan tcpdump openssl http https xh lynx links w3m elinks axel aws gcloud gsutil az kubectl helm
    doctl heroku flyctl vercel netlify gh glab rclone mc s3cmd mail mailx sendmail mutt msmtp swaks smbclient mount.nfs
    redis-cli mongo mongosh curlie websocat wscat ngrok cloudflared tailscale wg openvpn ipfs torsocks proxychains ldapsearch
    snmpwalk arp-scan hping3 iperf iperf3 speedtest youtube-dl yt-dlp busybox`,
  ],
  [['network', 'filesystem_write'], 'wget aria2c svn hg wget2'],
  [
    ['network', 'subprocess'],
    'docker podman nerdctl docker-compose vagrant ansible ansible-playbook terraform',
  ],
  [
    ['filesystem_write'],
    `tee cp mv mkdir touch ln install chmod chown chgrp truncate rm rmdir unlink unzip gunzip bunzip2 unxz gzip bzip2 xz zip
    7z split csplit patch mktemp mkfifo mknod setfacl chattr useradd usermod adduser groupadd passwd chpasswd visudo
    ex ed vi vim nano emacs cpio rename logrotate iconv convert ffmpeg`,
  ],
  [
    ['filesystem_write', 'destructive'],
    `dd mkfs mke2fs mkswap shred wipefs wipe srm fdisk sfdisk parted gdisk sgdisk blkdiscard hdparm lvremove vgremove
    userdel groupdel deluser debugfs`,
  ],
  [
    ['destructive'],
    'shutdown reboot halt poweroff init kill pkill killall killall5 telinit iptables ufw nft swapoff',
  ],
  [
    ['subprocess'],
    'systemctl service launchctl screen tmux script expect gdb strace ltrace nsenter unshare batch',
  ],
  [['subprocess', 'filesystem_write'], 'crontab at update-rc.d'],
  [['environment_read'], 'printenv'],
  [['filesystem_read_sensitive'], 'getent security keyctl secret-tool pass history ssh-add gpg gpg2'],
  [['package_install'], 'easy_install dpkg rpm make-pkg snap flatpak pipx uvx npx bunx pnpx'],
];

/** Program → what it can do, whatever its arguments. */
export const PROGRAMS: ReadonlyMap<string, readonly Capability[]> = new Map(
  rows.flatMap(([capabilities, names]) =>
    names.split(/\s+/).map((name): [string, readonly Capability[]] => [name, capabilities]),
  ),
);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

export interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued: ReadonlySet<string>;
  /** Arguments of its own that stand before the command. */
  readonly positional: number;
}

/** Programs and builtins that only compute, show, or read what they are told to. */
export const HARMLESS = words(
  `: [ [[ test true false echo printf ls dir pwd cd pushd popd dirs cat tac head tail less more wc sort uniq cut paste tr grep egrep
  fgrep rg ag nl rev fold fmt column comm diff cmp join seq expr bc dc date cal sleep wait which whereis type hash file stat du df
  free uptime uname hostname whoami id groups users w who ps top pgrep pidof lsof lscpu lsblk lsusb nproc arch tty stty clear
  reset basename dirname realpath readlink md5sum sha1sum sha224sum sha256sum sha384sum sha512sum cksum b2sum base64 base32
  xxd od hexdump strings jq yq xmllint tree locate look factor shuf yes tput getopt getopts shift return exit break
  continue set unset local read readarray mapfile let umask ulimit trap jobs fg bg disown shopt unalias
  caller help logout for select case function tsort pr expand unexpand numfmt getconf man info zcat bzcat xzcat zgrep zless
  csvlook csvcut csvstat sqlite3 nvidia-smi lsb_release sw_vers printenv env export
  declare typeset readonly hostnamectl timedatectl netstat ss sync command pdftotext exiftool identify
  tesseract mysql psql sed awk gawk mawk nawk find tar git`,
);

/** Programs that run the command in their arguments. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  (
    [
      ['sudo', '-u -g -h -p -C -r -t -U', 0],
      ['doas', '-u -C', 0],
      ['env', '-u -C --unset --chdir', 0],
      ['nohup', '', 0],
      ['nice', '-n', 0],
      ['ionice', '-c -n -p', 0],
      ['timeout', '-s -k --signal --kill-after', 1],
      ['time', '-f -o', 0],
      ['command', '', 0],
      ['builtin', '', 0],
      ['exec', '-a', 0],
      ['stdbuf', '-i -o -e', 0],
      ['setsid', '', 0],
      ['watch', '-n -d', 0],
      ['xargs', '-I -n -P -L -d -E -s -a --max-args --max-procs', 0],
      ['parallel', '-j -N -n', 0],
      ['chroot', '', 1],
      ['flock', '-w -E', 1],
      ['busybox', '', 0],
      ['unbuffer', '', 0],
      ['caffeinate', '-t -w', 0],
      ['torsocks', '', 0],
      ['proxychains', '-f', 0],
    ] as const
  ).map(([name, valued, positional]) => [name, { valued: words(valued), positional }]),
);

export const SHELLS = words('sh bash zsh dash ksh ash fish csh tcsh mksh su runuser');
export const INTERPRETERS = words(
  'node nodejs deno bun perl ruby php lua Rscript R julia osascript pwsh powershell tclsh wish groovy scala java go cargo make cmake gcc cc g++ clang rustc npm-run ts-node tsx swift dotnet mono irb erl elixir ghc runghc',
);
export const PYTHONS = /^(?:i?python|pypy)[\d.]{0,6}$/;

/** Package managers → the subcommands that install. An empty set: any use. */
export const INSTALLERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  (
    [
      ['pip', 'install download wheel'],
      ['pip3', 'install download wheel'],
      ['uv', 'pip add sync tool run'],
      ['poetry', 'install add update'],
      ['pipenv', 'install sync update'],
      ['pdm', 'install add'],
      ['conda', 'install create update env'],
      ['mamba', 'install create update env'],
      ['micromamba', 'install create update'],
      ['npm', 'install i ci add update exec'],
      ['pnpm', 'install i add update dlx'],
      ['yarn', 'install add upgrade dlx'],
      ['bun', 'install add x'],
      ['apt', 'install upgrade dist-upgrade full-upgrade'],
      ['apt-get', 'install upgrade dist-upgrade build-dep source'],
      ['aptitude', 'install upgrade'],
      ['yum', 'install update localinstall'],
      ['dnf', 'install upgrade'],
      ['zypper', 'install in update'],
      ['pacman', '-S -Sy -Syu -U'],
      ['apk', 'add upgrade'],
      ['brew', 'install upgrade tap'],
      ['port', 'install'],
      ['choco', 'install'],
      ['winget', 'install'],
      ['gem', 'install update'],
      ['cargo', 'install'],
      ['go', 'install get'],
      ['composer', 'install require update'],
      ['cpan', ''],
      ['cpanm', ''],
      ['dpkg', '-i --install'],
      ['rpm', '-i -U -ivh -Uvh'],
    ] as const
  ).map(([name, commands]) => [name, commands === '' ? new Set() : words(commands)]),
);

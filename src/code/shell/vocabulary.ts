// Words of the shell's own grammar, and variables that tell nothing.

/** Keywords behind which a command begins. */
export const SKIPPED = new Set('if then elif else fi while until do done { } ! time coproc'.split(' '));
export const ASSIGNMENT = /^([A-Za-z_]\w*)\+?=/;
/** Variables that say nothing secret, or that every script reads. */
export const COMMON = new Set(
  `HOME PATH PWD OLDPWD USER LOGNAME SHELL IFS RANDOM SECONDS LINENO HOSTNAME LANG TERM TMPDIR PPID UID EUID BASHPID SHLVL
  PS1 PS2 COLUMNS LINES OPTARG OPTIND REPLY FUNCNAME BASH_SOURCE BASH_VERSION DISPLAY EDITOR HOSTTYPE OSTYPE`.split(
    /\s+/,
  ),
);

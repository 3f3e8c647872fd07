# bash completion for lvsd                                                        -*- shell-script -*-
_lvsd() {
    local current=$2 previous=$3
    local areas='daemon vrrp advertisements addresses tracking notification check probes table bfd mail control'
    # `--option=VALUE` comes as three words.
    [[ $current == = ]] && current=
    [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD - 2]}
    case $previous in
        -f | --use-file | -t | --config-test | -p | --pid | -r | --vrrp_pid | -c | --checkers_pid | -b | --bfd_pid | -g | --log-file)
            mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        --runtime-dir) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        --format | --log-format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$current") ;;
        --log-level) mapfile -t COMPREPLY < <(compgen -W 'trace debug info notice warning error critical' -- "$current") ;;
        --log-debug) mapfile -t COMPREPLY < <(compgen -W "$areas" -- "$current") ;;
        --system-log) mapfile -t COMPREPLY < <(compgen -W 'automatic journal syslog none' -- "$current") ;;
        -S | --log-facility)
            mapfile -t COMPREPLY < <(compgen -W 'daemon user local0 local1 local2 local3 local4 local5 local6 local7' -- "$current") ;;
        -s | --namespace) mapfile -t COMPREPLY < <(compgen -W "$(ls /run/netns 2>/dev/null)" -- "$current") ;;
        -i | --config-id | -u | --umask) COMPREPLY=() ;;
        *)
            # The options are those that the program itself names.
            mapfile -t COMPREPLY < <(compgen -W "$("$1" --help 2>/dev/null | grep -oE -- '(^| )--?[a-z][a-z_-]*' | tr -d ' ' | sort -u)" -- "$current") ;;
    esac
}
complete -F _lvsd lvsd

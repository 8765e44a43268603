/* `completion bash|zsh`: what a shell offers behind the program's name, drawn from the tables of commands, options,
 * panes, actions, imports and steps. Both shells ask the same functions what there is. */
#include "base/i18n.h"
#include "cli/cli.h"
#include "model/engine/action.h"
#include "model/imports/kind.h"
#include "model/lists/pane.h"
#include "model/setup/setup.h"

#include <stdio.h>
#include <string.h>

/* A word in single quotes; what would end them is left out. */
static void put_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++)
        if (*text != '\'')
            putchar(*text);
    putchar('\'');
}

/* "name:help", as zsh describes; a colon in the name is none of a description. */
static void put_described(const char *name, const char *help)
{
    fputs(" '", stdout);
    fputs(name, stdout);
    if (help && *help) {
        putchar(':');
        for (; *help; help++)
            if (*help != '\'')
                putchar(*help);
    }
    putchar('\'');
}

static void begin(const char *name)
{
    printf("_hotspot_console_%s() {\n    case $1 in\n", name);
}

static void end(void)
{
    puts("    esac\n}");
}

static void put_options(const struct cli_words *words)
{
    const char *name, *commands;
    bool wants_value;
    begin("options");
    for (size_t c = 0; words->commands[c]; c++) {
        char wrapped[40];
        snprintf(wrapped, sizeof wrapped, " %.30s ", words->commands[c]);
        printf("    %s) _hotspot_console_list", words->commands[c]);
        for (size_t i = 0; (name = cli_option_at(i, &wants_value, &commands)); i++)
            if (!commands || strstr(commands, wrapped))
                printf(" --%s%s", name, wants_value ? "=" : "");
        puts(" ;;");
    }
    fputs("    *) _hotspot_console_list", stdout);
    for (size_t i = 0; (name = cli_option_at(i, &wants_value, &commands)); i++)
        if (!commands)
            printf(" --%s%s", name, wants_value ? "=" : "");
    puts(" ;;");
    end();
}

static void put_actions(void)
{
    begin("actions");
    fputs("    *) _hotspot_console_list", stdout);
    for (size_t i = 0; i < action_count(); i++)
        if (!action_at(i)->is_internal)
            put_described(action_at(i)->name, _(action_at(i)->help));
    puts(" ;;");
    end();
}

static void put_panes(void)
{
    begin("panes");
    fputs("    *) _hotspot_console_list", stdout);
    for (size_t i = 0; pane_at(i); i++)
        put_described(pane_at(i)->name, _(pane_at(i)->help));
    puts(" ;;");
    end();
}

static void put_commands(const struct cli_words *words)
{
    begin("commands");
    fputs("    *) _hotspot_console_list", stdout);
    for (size_t i = 0; words->commands[i]; i++)
        printf(" %s", words->commands[i]);
    for (size_t i = 0; pane_at(i); i++)
        put_described(pane_at(i)->name, _(pane_at(i)->help));
    puts(" ;;");
    end();
}

static void put_arguments_of(const char *name, const struct action_arg *args, size_t count)
{
    if (!count)
        return;
    printf("    ");
    put_quoted(name);
    fputs(") _hotspot_console_list", stdout);
    for (size_t i = 0; i < count; i++)
        if (!args[i].is_secret)
            printf(args[i].is_goods ? " %s_file=" : " %s=", args[i].name);
    puts(" ;;");
}

static void put_arguments(void)
{
    begin("arguments");
    for (size_t i = 0; i < action_count(); i++)
        if (!action_at(i)->is_internal)
            put_arguments_of(action_at(i)->name, action_at(i)->args, action_at(i)->arg_count);
    for (size_t i = 0; setup_step_at(i); i++) {
        char name[64];
        snprintf(name, sizeof name, "setup %s", setup_step_at(i)->name);
        put_arguments_of(name, setup_fields(setup_step_at(i))->args, setup_fields(setup_step_at(i))->arg_count);
    }
    end();
}

static void put_choices(const char *of, const char *name, const char *const *choices)
{
    printf("    ");
    char key[128];
    snprintf(key, sizeof key, "%s %s", of, name);
    put_quoted(key);
    fputs(") _hotspot_console_list", stdout);
    for (size_t i = 0; choices[i]; i++)
        printf(" %s", choices[i]);
    puts(" ;;");
}

/* The choices of an argument of an action, of a field of a filter, of an option. */
static void put_values(void)
{
    static const char *const formats[] = { "table", "json", "csv", NULL },
                             *const export_formats[] = { "table", "json", "csv", "xlsx", NULL },
                             *const existing[] = { "keep", "update", NULL };
    begin("values");
    for (size_t i = 0; i < action_count(); i++)
        for (size_t k = 0; !action_at(i)->is_internal && k < action_at(i)->arg_count; k++)
            if (action_at(i)->args[k].choices)
                put_choices(action_at(i)->name, action_at(i)->args[k].name, action_at(i)->args[k].choices);
    for (size_t i = 0; pane_at(i); i++)
        for (size_t k = 0; k < pane_at(i)->column_count; k++)
            if (pane_at(i)->columns[k].choices)
                put_choices(pane_at(i)->name, pane_at(i)->columns[k].name, pane_at(i)->columns[k].choices);
    put_choices("export", "--format", export_formats);
    put_choices("--format", "--format", formats);
    put_choices("import", "--existing", existing);
    end();
}

static void put_columns(void)
{
    begin("columns");
    for (size_t i = 0; pane_at(i); i++) {
        printf("    %s) _hotspot_console_list", pane_at(i)->name);
        for (size_t k = 0; k < pane_at(i)->column_count; k++)
            printf(" %s", pane_at(i)->columns[k].name);
        puts(" ;;");
    }
    end();
    begin("sorts");
    for (size_t i = 0; pane_at(i); i++) {
        printf("    %s) _hotspot_console_list", pane_at(i)->name);
        for (size_t k = 0; k < pane_at(i)->column_count; k++)
            if (pane_at(i)->columns[k].sort)
                printf(" %s -%s", pane_at(i)->columns[k].name, pane_at(i)->columns[k].name);
        puts(" ;;");
    }
    end();
    begin("pane_of");
    for (size_t i = 0; i < action_count(); i++)
        if (!action_at(i)->is_internal)
            printf("    %s) echo %s ;;\n", action_at(i)->name, action_at(i)->pane ? action_at(i)->pane : "users");
    puts("    *) echo \"$1\" ;;");
    end();
}

static void put_rest(void)
{
    begin("kinds");
    fputs("    *) _hotspot_console_list", stdout);
    for (size_t i = 0; import_kind_at(i); i++)
        put_described(import_kind_at(i)->name, _(import_kind_at(i)->help));
    puts(" ;;");
    end();
    begin("steps");
    fputs("    *) _hotspot_console_list", stdout);
    for (size_t i = 0; setup_step_at(i); i++)
        put_described(setup_step_at(i)->name, _(setup_step_at(i)->help));
    puts(" ;;");
    end();
}

/* What may stand in the place of the word that is typed. $1: that word; then those before it, the program's name first.
 */
static const char decide[] =
    "_hotspot_console_decide() {\n"
    "    local word=$1 command= object= expects= name= w\n"
    "    shift 2\n"
    "    for w in \"$@\"; do\n"
    "        if [ -n \"$expects\" ]; then expects=; continue; fi\n"
    "        case $w in\n"
    "        --*=*) ;;\n"
    "        --*) case \" $(_hotspot_console_value_options) \" in *\" $w \"*) expects=$w ;; esac ;;\n"
    "        -*) ;;\n"
    "        *) if [ -z \"$command\" ]; then command=$w; elif [ -z \"$object\" ]; then object=$w; fi ;;\n"
    "        esac\n"
    "    done\n"
    "    case $word in --*=*) expects=${word%%=*} word=${word#*=} ;; esac\n"
    "    if [ -n \"$expects\" ]; then\n"
    "        _hotspot_console_option_value \"$expects\" \"$command\" \"$object\" \"$word\"\n"
    "        return\n"
    "    fi\n"
    "    case $word in\n"
    "    -*) _hotspot_console_options \"$command\"; return ;;\n"
    "    esac\n"
    "    case $command in\n"
    "    '') _hotspot_console_commands; return ;;\n"
    "    show|export)\n"
    "        if [ -z \"$object\" ]; then _hotspot_console_panes; [ \"$command\" = show ] && _hotspot_console_list "
    "config\n"
    "        elif [ \"$command\" = export ]; then _hotspot_console_filter \"$object\" \"$word\"; fi ;;\n"
    "    act)\n"
    "        if [ -z \"$object\" ]; then _hotspot_console_actions; return; fi\n"
    "        case $word in\n"
    "        *=*) _hotspot_console_values \"$object ${word%%=*}\" ;;\n"
    "        *) _hotspot_console_arguments \"$object\" ;;\n"
    "        esac ;;\n"
    "    setup)\n"
    "        if [ -z \"$object\" ]; then _hotspot_console_steps; else _hotspot_console_arguments \"setup $object\"; fi "
    ";;\n"
    "    import) if [ -z \"$object\" ]; then _hotspot_console_kinds; else _hotspot_console_files; fi ;;\n"
    "    coretax) _hotspot_console_list brand= period= layout= incomplete=leave_out ;;\n"
    "    completion) [ -z \"$object\" ] && _hotspot_console_list bash zsh ;;\n"
    "    esac\n"
    "}\n"
    "_hotspot_console_option_value() {\n"
    "    local pane\n"
    "    pane=$(_hotspot_console_pane_of \"$3\")\n"
    "    case $1 in\n"
    "    --config|--output) _hotspot_console_files ;;\n"
    "    --sort) _hotspot_console_sorts \"$pane\" ;;\n"
    "    --columns) [ \"$2\" = export ] && _hotspot_console_list all shown; _hotspot_console_columns \"$pane\" ;;\n"
    "    --where) _hotspot_console_filter \"$pane\" \"$4\" ;;\n"
    "    --format) _hotspot_console_values \"$([ \"$2\" = export ] && echo export || echo --format) --format\" ;;\n"
    "    *) _hotspot_console_values \"$2 $1\" ;;\n"
    "    esac\n"
    "}\n"
    "_hotspot_console_filter() {\n"
    "    local w\n"
    "    case $2 in\n"
    "    *:*) _hotspot_console_values \"$1 ${2%%:*}\" ;;\n"
    "    *) for w in $(_hotspot_console_columns \"$1\"); do _hotspot_console_list \"$w:\"; done ;;\n"
    "    esac\n"
    "}\n";

/* The shell splits words at = and :, and puts what is offered behind the last of them. */
static const char bash_front[] =
    "_hotspot_console_list() { printf '%s\\n' \"$@\"; }\n"
    "_hotspot_console_files() { compgen -f -- \"$_hotspot_console_word\"; }\n"
    "_hotspot_console() {\n"
    "    local line=${COMP_LINE:0:COMP_POINT} word w tail replies=() words=()\n"
    "    read -r -a words <<< \"$line\"\n"
    "    case $line in *[[:space:]]) word= ;; *) word=${words[${#words[@]}-1]}; unset 'words[${#words[@]}-1]' ;; esac\n"
    "    COMPREPLY=()\n"
    "    local _hotspot_console_word=${word#--*=}\n"
    "    while IFS= read -r w; do\n"
    "        w=${w%%:[! ]*}\n"
    "        replies+=(\"$w\")\n"
    "    done < <(_hotspot_console_decide \"$word\" \"${words[@]}\")\n"
    "    case $word in\n"
    "    --*=*) tail=${word#*=} ;;\n"
    "    --*) tail=$word ;;\n"
    "    *=*) tail=${word#*=} ;;\n"
    "    *:*) tail=${word##*:} ;;\n"
    "    *) tail=$word ;;\n"
    "    esac\n"
    "    for w in \"${replies[@]}\"; do\n"
    "        if [[ $w == \"$tail\"* ]]; then COMPREPLY+=(\"$w\"); fi\n"
    "    done\n"
    "    if [[ ${#COMPREPLY[@]} -eq 1 && $COMPREPLY == *[=:] ]]; then compopt -o nospace 2> /dev/null; fi\n"
    "    return 0\n"
    "}\n"
    "complete -F _hotspot_console hotspot-console\n";

static const char zsh_front[] =
    "_hotspot_console_list() { print -rl -- \"$@\"; }\n"
    "_hotspot_console_files() { print -r -- '<files>'; }\n"
    "_hotspot_console() {\n"
    "    local word=${words[CURRENT]} w\n"
    "    local -a offered described plain open\n"
    "    offered=(\"${(@f)$(_hotspot_console_decide \"$word\" \"${(@)words[1,CURRENT-1]}\")}\")\n"
    "    case $word in\n"
    "    --*=*|[^-]*=*) compset -P '*=' ;;\n"
    "    *:*) compset -P '*:' ;;\n"
    "    esac\n"
    "    for w in \"$offered[@]\"; do\n"
    "        case $w in\n"
    "        '') ;;\n"
    "        '<files>') _files ;;\n"
    "        *[=:]) open+=(\"$w\") ;;\n"
    "        *:*) described+=(\"$w\") ;;\n"
    "        *) plain+=(\"$w\") ;;\n"
    "        esac\n"
    "    done\n"
    "    (( $#open )) && compadd -S '' -- \"$open[@]\"\n"
    "    (( $#plain )) && compadd -- \"$plain[@]\"\n"
    "    (( $#described )) && _describe -V 'hotspot-console' described\n"
    "    return 0\n"
    "}\n"
    "if [ \"$funcstack[1]\" = _hotspot-console ]; then _hotspot_console \"$@\"; else compdef _hotspot_console "
    "hotspot-console; fi\n";

static void put_value_options(void)
{
    const char *name, *commands;
    bool wants_value;
    fputs("_hotspot_console_value_options() { echo", stdout);
    for (size_t i = 0; (name = cli_option_at(i, &wants_value, &commands)); i++)
        if (wants_value)
            printf(" --%s", name);
    puts("; }");
}

int cli_completion(const struct cli_options *o, const struct cli_words *words)
{
    struct error e = { .code = ERR_NONE };
    const char *shell = o->word_count == 1 ? o->words[0] : "";
    bool is_zsh = strcmp(shell, "zsh") == 0;
    if (!is_zsh && strcmp(shell, "bash") != 0) {
        error_set(&e, ERR_USAGE, _("can't understand the command line"), _("completion is for bash or for zsh"));
        error_hint(&e, _("for example: hotspot-console completion bash"));
        return cli_fail(&e);
    }
    puts(is_zsh ? "#compdef hotspot-console" : "# bash completion of hotspot-console, as it prints it itself");
    put_commands(words);
    put_options(words);
    put_value_options();
    put_panes();
    put_actions();
    put_arguments();
    put_values();
    put_columns();
    put_rest();
    fputs(decide, stdout);
    fputs(is_zsh ? zsh_front : bash_front, stdout);
    return 0;
}

# hotspot-console: build, test, install. `make help` lists the targets.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
ifeq ($(origin CC),default)
CC       := gcc
endif
BUILD    ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))$(if $(filter clang%,$(CC)),-clang)
comma    := ,
PYTHON   := /usr/bin/python3
PKG_CONFIG ?= pkg-config
JOBS     ?= $(shell nproc)

# What is installed by apt: to build and for the demo, then for the tests, for the developer's tools,
# for the measurements and for the third-party clients.
PACKAGES        := gcc make pkg-config gettext libncurses-dev libpq-dev libjansson-dev libcurl4-openssl-dev libconfig-dev \
                   libutf8proc-dev libssl-dev libqrencode-dev libmicrohttpd-dev libxlsxwriter-dev libminizip-dev libcsv-dev libxml2-dev libcairo2-dev fonts-dejavu-core zlib1g-dev postgresql openssl python3 python3-psycopg
CHECK_PACKAGES  := age libcmocka-dev python3-pytest python3-pytest-xdist python3-pyte python3-librouteros pgbouncer \
                   zbar-tools poppler-utils python3-openpyxl python3-pil fonts-liberation fonts-hack screen tmux zsh
TOOL_PACKAGES   := clang libclang-rt-dev clang-format clang-tidy cppcheck
BENCH_PACKAGES  := htop python3-pyte valgrind
PEER_PACKAGES   := npm
ARM_PACKAGES    := mmdebstrap
# Where a root to build in is made.
ROOT_PACKAGES   := $(filter lib%-dev zlib1g-dev fonts-%,$(PACKAGES)) libcmocka-dev
HOST_ARCH        = $(shell dpkg --print-architecture)
DEB_PACKAGES    := debhelper lintian

FLOORS   := base db net model tui cli
LIBS     := ncursesw libpq jansson libcurl libconfig libutf8proc libcrypto libssl libqrencode libmicrohttpd xlsxwriter minizip zlib
# Loaded by the first that needs them (base/late_library.h): only their headers are needed here.
LATE_LIBS := libxml-2.0 cairo
WARN     := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings
# gcc has it everywhere, clang not for ARM of 32 bits.
CLASH    := -fstack-clash-protection
ifneq ($(findstring clang,$(CC)),)
CLASH    := $(shell $(CC) -Werror $(CLASH) -x c -c -o /dev/null /dev/null 2> /dev/null && echo $(CLASH))
endif
HARDEN   := -fstack-protector-strong $(CLASH) -fPIE -D_FORTIFY_SOURCE=2
ifneq ($(SANITIZE),)
HARDEN   := -fPIE -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all
LDSAN    := -fsanitize=$(SANITIZE)
endif
CFLAGS   ?= -O2 -g
# Asked once, and not before something is compiled: the libraries may have to be installed first.
LIB_CFLAGS = $(eval LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBS) $(LATE_LIBS)))$(LIB_CFLAGS)
# libcsv has no .pc file.
LDLIBS     = $(eval LDLIBS := $(shell $(PKG_CONFIG) --libs $(LIBS)) -lcsv)$(LDLIBS)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -DHC_VERSION='"$(VERSION)"' -DHC_LOCALEDIR='"$(PREFIX)/share/locale"' \
             -I. $(LIB_CFLAGS) $(WARN) $(HARDEN) -pthread $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDSAN) -pthread $(LDFLAGS)

# `make V=1` shows the commands.
Q        := $(if $(V),,@)
say       = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

# A floor has files of its own and rooms, a folder each.
sources   = $(wildcard $(1)/*.c $(1)/*/*.c)
objects   = $(patsubst %.c,$(BUILD)/%.o,$(call sources,$(1)))
EMBEDDED := $(sort $(wildcard db/*.sql db/*/*.sql themes/*.theme templates/*.txt keymaps/*.conf tui/*.conf))
ARCHIVES := $(FLOORS:%=$(BUILD)/lib%.a)
C_FILES  := $(sort main.c $(foreach f,$(FLOORS),$(call sources,$(f))))
ALL_C    := $(sort $(C_FILES) $(wildcard $(foreach f,$(FLOORS),$(f)/*.h $(f)/*/*.h) tests/unit/*/*.[ch] tests/fuzz/*.[ch] tests/bench/*.[ch]))

all: $(BUILD)/hotspot-console catalogues ## build the program

$(BUILD)/hotspot-console: $(BUILD)/main.o $(ARCHIVES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

define floor
$(BUILD)/lib$(1).a: $(call objects,$(1)) $(if $(filter base,$(1)),$(BUILD)/embedded.o)
	$(Q)rm -f $$@ && $(AR) rcs $$@ $$^
endef
$(foreach f,$(FLOORS),$(eval $(call floor,$(f))))

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Files that hold what a build depends on beside its sources; they change only when that does.
define keep-if-same
@cmp -s $@.new $@ && rm -f $@.new || mv $@.new $@
endef
$(BUILD)/flags: FORCE
	@$(shell mkdir -p $(@D))$(file >$@.new,$(CC) $(ALL_CFLAGS)):
	$(keep-if-same)
$(BUILD)/embedded.list: FORCE
	@$(shell mkdir -p $(@D))$(file >$@.new,$(EMBEDDED)):
	$(keep-if-same)

# SQL, migrations, themes, templates, keymaps and defaults travel inside the binary.
$(BUILD)/embedded.c: base/embed.sh $(EMBEDDED) $(BUILD)/embedded.list
	$(Q)sh base/embed.sh $(EMBEDDED) > $@.new && mv $@.new $@
$(BUILD)/embedded.o: $(BUILD)/embedded.c base/embedded.h $(BUILD)/flags
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# Unit tests: tests/unit/FLOOR/test_*.c, each a cmocka program linked with its floor and those below.
below_base  := base
below_db    := base db
below_net   := base net
below_model := base db net model
below_tui   := base db net model tui
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*/test_*.c))
BENCH_PROGRAMS := $(addprefix $(BUILD)/tests/bench/,ros_pipeline queue_loop instructions)
unit-floor = $(word 3,$(subst /, ,$(patsubst $(BUILD)/%,%,$(1))))

.SECONDEXPANSION:
$(UNIT_TESTS): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $$(foreach f,$$(below_$$(call unit-floor,$$@)),$(BUILD)/lib$$(f).a)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS) -lcmocka -lssl

# With the programs of the bench, so that what they use can't change under them unseen.
unit-programs: $(UNIT_TESTS) $(BENCH_PROGRAMS)
unit: $(UNIT_TESTS) ## run the unit tests only (HC_TEST_DATABASE names a server for those that need one)
	@set -e; for t in $(UNIT_TESTS); do echo "== $$t"; $$t; done

# --- for newcomers and for CI ------------------------------------------------------------------------

install-packages = @sh tests/sandbox/install-packages.sh

deps: ## install what is missing with apt, to build, run and test
	$(install-packages) $(PACKAGES) $(CHECK_PACKAGES)
deps-tools: ## install the developer's tools: clang and linters
	$(install-packages) $(PACKAGES) $(CHECK_PACKAGES) $(TOOL_PACKAGES)

# Sub-makes, for the libraries' flags are known only when the packages are there; their output goes to
# stderr, so that a headless demo's stdout is its one line.
demo: ## the console on a sandbox: USERS=2000, HEADLESS=1 to stay without a screen, KEEP=1 to keep its files
	@sh tests/sandbox/install-packages.sh $(PACKAGES) >&2
	@$(MAKE) --no-print-directory -j$(JOBS) all >&2
	@HC_BINARY=$(BUILD)/hotspot-console exec $(PYTHON) tests/sandbox/sandbox.py --end-with-parent \
	    $(if $(USERS),--users $(USERS)) $(if $(HEADLESS),--headless)

check: ## all tests: layers, unit tests, system tests
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory -j$(JOBS) check-layers all unit-programs
	@HC_BINARY=$(abspath $(BUILD))/hotspot-console tests/sandbox/with-postgres.sh tests/check.sh $(UNIT_TESTS)

check-layers: ## floors and rooms stand on each other in one direction
	@$(PYTHON) tests/check_layers.py

check-peers: ## third-party clients against the simulated router and gateways
	$(install-packages) openssl python3-librouteros $(PEER_PACKAGES)
	@BUILD=$(abspath $(BUILD)) sh tests/peers/run.sh

arm: ## the unit tests on arm64 and armhf, emulated (as root; -j2: both at once, ARCH=armhf for one of them, CROSS_CC=clang)
	$(install-packages) $(PACKAGES) $(ARM_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@rm -f $(BUILD)/arm-*.txt; status=0; $(MAKE) --no-print-directory -k $(patsubst %,arm-%,$(or $(ARCH),arm64 armhf)) || status=1; \
	    cat $(BUILD)/arm-*.txt 2> /dev/null; exit $$status
arm-arm64 arm-armhf: arm-%:
	@tests/sandbox/with-postgres.sh tests/arm/run.sh $* $(BUILD)/hotspot-console $(ROOT_PACKAGES)

check-package: deb ## install, upgrade, purge the package in a fresh root of Debian; SUITE=trixie for another, with ARCH=arm64 emulated (as root)
	$(install-packages) $(ARM_PACKAGES) systemd-container
	@sh tests/package.sh $(BUILD)/deb/$(SUITE:%=%/)hotspot-console_*_$(or $(ARCH),$(HOST_ARCH)).deb $(SUITE)

bench: ## measure beside peers, into build/bench.json; GROUP=payments for some, BEFORE=PROGRAM beside a former build, KEEP_RESULT=1 to compare with it later
	$(install-packages) $(PACKAGES) $(BENCH_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCH_PROGRAMS)
	@HC_BINARY=$(abspath $(BUILD))/hotspot-console $(PYTHON) tests/bench/bench.py --pipeline $(BUILD)/tests/bench/ros_pipeline \
	    --queue-loop $(BUILD)/tests/bench/queue_loop --instructions $(BUILD)/tests/bench/instructions --binary $(abspath $(BUILD))/hotspot-console \
	    --out $(BUILD)/bench.json $(if $(GROUP),--group $(GROUP)) $(if $(BEFORE),--before $(BEFORE)) $(if $(KEEP_RESULT),--keep)

$(BUILD)/tests/bench/ros_pipeline: $(BUILD)/tests/bench/ros_pipeline.o $(BUILD)/tests/bench/ros_responder.o $(ARCHIVES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

$(BUILD)/tests/bench/instructions: $(BUILD)/tests/bench/instructions.o $(ARCHIVES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

$(BUILD)/tests/bench/queue_loop: $(BUILD)/tests/bench/queue_loop.o $(ARCHIVES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

FUZZ_SECONDS ?= 20
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz: ## fuzz the parsers, FUZZ_SECONDS=20 each
	$(install-packages) $(PACKAGES) $(TOOL_PACKAGES)
	@$(MAKE) --no-print-directory -j$(JOBS) CC=clang BUILD=build-fuzz SANITIZE=fuzzer-no-link,address,undefined fuzz-run
fuzz-run: $(FUZZERS)
	@set -e; for f in $(FUZZERS); do \
	    name=$${f##*/}; corpus=$(BUILD)/corpus/$$name; mkdir -p $$corpus; echo "== $$name"; \
	    $$f -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
	        -artifact_prefix=$(BUILD)/$$name- $$corpus $$(ls -d tests/fuzz/corpus/$$name 2>/dev/null); \
	done
$(FUZZERS): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(ARCHIVES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $< -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

# --- for developers --------------------------------------------------------------------------------------

format: ## lay out the C sources by .clang-format
	clang-format -i $(ALL_C)

lint: ## clang-tidy and cppcheck on the floors
	clang-tidy --quiet $(C_FILES) -- $(ALL_CFLAGS)
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --suppress=missingIncludeSystem --suppress=uninitvar \
	    --error-exitcode=1 -D_GNU_SOURCE -I. $(C_FILES)

# --- installing ------------------------------------------------------------------------------------------

# A copy of what git knows and what is new, so that the build of the package leaves nothing here.
deb: drawings ## the Debian package, into build/deb; ARCH=arm64 SUITE=trixie: in a root of that suite, into build/deb/trixie (as root)
	$(install-packages) $(PACKAGES) $(if $(SUITE),$(ARM_PACKAGES),$(DEB_PACKAGES))
	@sh packaging/make-deb.sh $(VERSION) $(abspath $(BUILD)) $(if $(SUITE),$(or $(ARCH),$(HOST_ARCH)) $(SUITE) $(ROOT_PACKAGES),$(ARCH))
debs: ## the packages of amd64, arm64 and armhf, each built in a root of SUITE (bookworm; as root)
	@set -e; for a in amd64 arm64 armhf; do $(MAKE) --no-print-directory deb ARCH=$$a SUITE=$(or $(SUITE),bookworm); done

LANGUAGES := $(patsubst po/%.po,%,$(wildcard po/*.po))
CATALOGUES := $(LANGUAGES:%=$(BUILD)/locale/%/LC_MESSAGES/hotspot-console.mo)
DOC_DIR   := $(PREFIX)/share/doc/hotspot-console
THEME_DIR := $(PREFIX)/share/hotspot-console/themes
KEYMAP_DIR := $(PREFIX)/share/hotspot-console/keymaps
TEMPLATE_DIR := $(PREFIX)/share/hotspot-console/templates
# What the program writes itself. A build for another machine can't run it: it takes them from DRAWN, the folder of a
# build for this one, or runs it by an emulator, RUN=qemu-aarch64.
DRAWN     ?=
RUN       ?=
DRAWINGS  := hotspot-console.1 completion.bash completion.zsh
SYSCONFDIR ?= /etc
UNIT_DIR  ?= $(PREFIX)/lib/systemd/system
ZSH_DIR   ?= $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
# Paths in what is installed are those of the program that is.
install-packaging = sed 's|/usr/bin/hotspot-console|$(PREFIX)/bin/hotspot-console|' packaging/$(1) > $(BUILD)/$(1) && install -D -m 644 $(BUILD)/$(1) $(DESTDIR)$(2)
catalogue-path = $(PREFIX)/share/locale/$(1)/LC_MESSAGES/hotspot-console.mo

$(CATALOGUES): $(BUILD)/locale/%/LC_MESSAGES/hotspot-console.mo: po/%.po
	@mkdir -p $(@D)
	$(Q)msgfmt --check -o $@ $<
catalogues: $(CATALOGUES)

# Drawn from the tables of commands, actions, panes and settings.
ifneq ($(DRAWN),)
$(addprefix $(BUILD)/,$(DRAWINGS)): $(BUILD)/%: $(DRAWN)/%
	$(Q)cp $< $@
else
draw = $(Q)LC_ALL=C.UTF-8 LANGUAGE= $(RUN) $(BUILD)/hotspot-console $(1) > $@.new && mv $@.new $@
$(BUILD)/hotspot-console.1: $(BUILD)/hotspot-console
	$(call draw,manual)
$(BUILD)/completion.%: $(BUILD)/hotspot-console
	$(call draw,completion $*)
endif
drawings: $(addprefix $(BUILD)/,$(DRAWINGS))

po: ## refresh the catalogues from the sources
	xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --flag=_:1:pass-c-format --flag=N_:1:pass-c-format \
	    --add-location=file --sort-by-file --package-name=hotspot-console --package-version=$(VERSION) \
	    -o po/hotspot-console.pot $(C_FILES)
	sed -i -e '1,5d' -e '/^"POT-Creation-Date/d' po/hotspot-console.pot
	sed -i '1i # Texts of hotspot-console.' po/hotspot-console.pot
	for l in $(LANGUAGES); do msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file --sort-by-file \
	    po/$$l.po po/hotspot-console.pot; msgfmt --check --statistics -o /dev/null po/$$l.po; done

install: $(BUILD)/hotspot-console $(CATALOGUES) drawings install-docs ## install to PREFIX=/usr/local under DESTDIR=
	install -D -m 755 $(BUILD)/hotspot-console $(DESTDIR)$(PREFIX)/bin/hotspot-console
	install -D -m 644 -t $(DESTDIR)$(THEME_DIR) $(wildcard themes/*.theme)
	install -D -m 644 -t $(DESTDIR)$(KEYMAP_DIR) $(wildcard keymaps/*.conf)
	install -D -m 644 -t $(DESTDIR)$(TEMPLATE_DIR) $(wildcard templates/*.txt)
	install -D -m 644 $(BUILD)/hotspot-console.1 $(DESTDIR)$(PREFIX)/share/man/man1/hotspot-console.1
	install -D -m 644 $(BUILD)/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hotspot-console
	install -D -m 644 $(BUILD)/completion.zsh $(DESTDIR)$(ZSH_DIR)/_hotspot-console
	install -D -m 644 hotspot-console.conf $(DESTDIR)$(SYSCONFDIR)/hotspot-console/hotspot-console.conf.example
	$(call install-packaging,hotspot-console-worker.service,$(UNIT_DIR)/hotspot-console-worker.service)
	$(call install-packaging,sysusers.conf,$(PREFIX)/lib/sysusers.d/hotspot-console.conf)
	$(call install-packaging,tmpfiles.conf,$(PREFIX)/lib/tmpfiles.d/hotspot-console.conf)
	$(call install-packaging,logrotate,$(SYSCONFDIR)/logrotate.d/hotspot-console)
	$(call install-packaging,sshd.conf,$(DOC_DIR)/examples/sshd.conf)
	$(call install-packaging,sudoers,$(DOC_DIR)/examples/sudoers)
	$(foreach l,$(LANGUAGES),install -D -m 644 $(BUILD)/locale/$(l)/LC_MESSAGES/hotspot-console.mo $(DESTDIR)$(call catalogue-path,$(l));)

# In the folders of the source tree, so that links from page to page hold.
install-docs:
	install -D -m 644 -t $(DESTDIR)$(DOC_DIR) hotspot-console.conf README.md CONTRIBUTING.md LICENSE
	install -D -m 644 -t $(DESTDIR)$(DOC_DIR)/docs $(wildcard docs/*.md)

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/hotspot-console $(DESTDIR)$(PREFIX)/share/man/man1/hotspot-console.1
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hotspot-console $(DESTDIR)$(ZSH_DIR)/_hotspot-console
	rm -f $(DESTDIR)$(SYSCONFDIR)/hotspot-console/hotspot-console.conf.example $(DESTDIR)$(SYSCONFDIR)/logrotate.d/hotspot-console
	rm -f $(DESTDIR)$(UNIT_DIR)/hotspot-console-worker.service $(DESTDIR)$(PREFIX)/lib/sysusers.d/hotspot-console.conf \
	    $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/hotspot-console.conf
	rm -f $(foreach l,$(LANGUAGES),$(DESTDIR)$(call catalogue-path,$(l)))
	rm -rf $(DESTDIR)$(PREFIX)/share/hotspot-console $(DESTDIR)$(DOC_DIR)

clean: ## remove all builds
	rm -rf build build-*

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
	    printf '  %-14s %s\n' "$$name" "$$what"; done
	@echo
	@echo "  SANITIZE=address,undefined or SANITIZE=thread builds with sanitizers, CC=clang with clang; V=1 shows commands."

FORCE:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: FORCE all unit-programs unit deps deps-tools demo check check-layers check-peers bench fuzz fuzz-run format lint \
        catalogues drawings arm arm-arm64 arm-armhf deb debs check-package po install install-docs uninstall clean help

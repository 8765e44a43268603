# hotspot-console: build, test, install. `make help` lists the targets.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= gcc
BUILD    ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))$(if $(filter clang%,$(CC)),-clang)
comma    := ,

FLOORS   := base db net model tui cli
LIBS     := ncursesw libpq jansson libcurl libconfig libutf8proc libcrypto
WARN     := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings
HARDEN   := -fstack-protector-strong -fstack-clash-protection -fPIE -D_FORTIFY_SOURCE=2
ifneq ($(SANITIZE),)
HARDEN   := -fPIE -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all
LDSAN    := -fsanitize=$(SANITIZE)
endif
CFLAGS   ?= -O2 -g
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DNCURSES_WIDECHAR=1 -DHC_VERSION='"$(VERSION)"' -DHC_LOCALEDIR='"$(PREFIX)/share/locale"' \
             -I. $(shell pkg-config --cflags $(LIBS)) $(WARN) $(HARDEN) -pthread $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDSAN) -pthread $(LDFLAGS)
LDLIBS   := $(shell pkg-config --libs $(LIBS))

sources   = $(wildcard $(1)/*.c)
objects   = $(patsubst %.c,$(BUILD)/%.o,$(call sources,$(1)))
EMBEDDED := $(sort $(wildcard db/*.sql db/migrations/*.sql themes/*.theme tui/*.conf))
ARCHIVES := $(FLOORS:%=$(BUILD)/lib%.a)

all: $(BUILD)/hotspot-console

$(BUILD)/hotspot-console: $(BUILD)/main.o $(ARCHIVES)
	$(CC) $(ALL_LDFLAGS) -o $@ $< -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

define floor
$(BUILD)/lib$(1).a: $(call objects,$(1)) $(if $(filter base,$(1)),$(BUILD)/embedded.o)
	rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,$(FLOORS),$(eval $(call floor,$(f))))

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# SQL, migrations, themes and defaults travel inside the binary.
$(BUILD)/embedded.c: base/embed.sh $(EMBEDDED)
	@mkdir -p $(@D)
	sh base/embed.sh $(EMBEDDED) > $@.new && mv $@.new $@
$(BUILD)/embedded.o: $(BUILD)/embedded.c base/embedded.h
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# Unit tests: tests/unit/FLOOR/test_*.c, each a cmocka program linked with its floor and those below.
below_base  := base
below_db    := base db
below_net   := base net
below_model := base db net model
below_tui   := base db net model tui
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*/test_*.c))
unit-floor = $(word 3,$(subst /, ,$(patsubst $(BUILD)/%,%,$(1))))

.SECONDEXPANSION:
$(UNIT_TESTS): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $$(foreach f,$$(below_$$(call unit-floor,$$@)),$(BUILD)/lib$$(f).a)
	$(CC) $(ALL_LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDLIBS) -lcmocka

unit: $(UNIT_TESTS)
	@set -e; for t in $(UNIT_TESTS); do echo "== $$t"; $$t; done

check-layers:
	sh tests/check-layers.sh

clean:
	rm -rf build build-*

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all unit check-layers clean

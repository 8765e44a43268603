"""Devices as operators add, take over, replace, name and remove them: by `act` and by keys, with undo and on the router."""

import threading

import pytest
from test_devices import BINDINGS, SESSIONS, binding_of, host, list_of, local
from test_requests import newcomer, portal  # noqa: F401

OLD, NEW, OTHERS, STRANGER = "0C:88:00:00:00:01", "0C:88:00:00:00:02", "0C:88:00:00:00:03", "DA:88:00:00:00:04"


def of_customer(database, user):
    """{mac: (label, let in)} of the customer's devices."""
    return {mac: (label, let_in) for mac, label, let_in in database.all(
        "SELECT mac_address, label, is_authorized FROM public.user_devices WHERE user_id = %s", user)}


def give(database, user, mac, label=None, days=0, let_in=True):
    return database.one("""INSERT INTO public.user_devices (id, user_id, mac_address, label, is_authorized, last_seen_at)
                           VALUES (gen_random_uuid(), %s, %s, %s, %s, now() - make_interval(days => %s)) RETURNING id::text""",
                        user, mac, label, let_in, days)


@pytest.fixture
def people(database):
    """Two customers whose devices pass, without devices so far: (id, name, phone)."""
    found = database.all("""
        SELECT u.id::text, u.full_name, u.phone_number
          FROM public.users u
         WHERE NOT u.is_blocked AND u.approval_status = 'APPROVED' AND u.is_active AND u.is_unlimited_user
           AND u.quota_expiry_date > now() AND u.phone_number LIKE '+62%%'
         ORDER BY lower(u.full_name), u.id LIMIT 2""")
    database.all("DELETE FROM public.user_devices WHERE user_id = ANY (%s::uuid[])", [user for user, _, _ in found])
    return found


@pytest.fixture
def act(run):
    """act("devices.add", …) → what it said, which must have been done; refused=True: which must not."""

    def go(*arguments, refused=False):
        done = run("act", *arguments, *([] if arguments[0] == "audit.undo" else ["--yes"]))
        assert (done.code != 0) == refused, done.out + done.err
        return done.out + done.err

    return go


@pytest.fixture
def undo(database, act):
    def go():
        return act("audit.undo", "--id", database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1"))

    return go


def test_a_device_is_added_by_its_mac(people, act, undo, database, router):
    user, name, phone = people[0]
    host(router, NEW, "10.88.0.2")
    said = act("devices.add", f"customer={local(phone)}", "mac=0c88.0000.0002", "label=HP Budi")
    assert "1 device added" in said and "main: " in said
    assert of_customer(database, user) == {NEW: ("HP Budi", True)}
    assert binding_of(router, NEW) == ["bypassed"] and list_of(router, "10.88.0.2") == ["active"]
    assert "is let in already" in act("devices.add", f"user={user}", f"mac={NEW}", refused=True)
    assert "device" in undo()
    assert of_customer(database, user) == {} and binding_of(router, NEW) == [] and list_of(router, "10.88.0.2") == []


@pytest.mark.parametrize("mac", ["0C:88:00:00:00", "0C:88:00:00:00:0G", "01:00:5E:00:00:01", "00:00:00:00:00:00", "budi"])
def test_what_is_no_mac_is_refused_at_once(people, act, database, mac):
    assert "it is no MAC address" in act("devices.add", f"customer={people[0][2]}", f"mac={mac}", refused=True)
    assert of_customer(database, people[0][0]) == {}


def test_a_device_of_another_customer_is_refused_and_says_whose(people, act, database):
    (user, _, phone), (other, whose, _) = people
    for let_in in (True, False):
        database.all("DELETE FROM public.user_devices WHERE user_id = %s", other)
        give(database, other, OTHERS.lower().replace(":", "-"), let_in=let_in)
        give(database, user, OLD) if let_in else None
        assert f"is a device of {whose}: remove it there first" in act("devices.add", f"customer={phone}", f"mac={OTHERS}", refused=True)
        assert f"is a device of {whose}" in act("devices.replace", f"customer={phone}", f"mac={OTHERS}", refused=True)
    assert "no customer has the number" in act("devices.add", "customer=0899999999999", f"mac={NEW}", refused=True)


def test_a_random_mac_is_marked(people, run):
    plan = run("act", "devices.add", f"customer={people[0][2]}", f"mac={STRANGER}", "--dry-run")
    assert "made up" in plan.out + plan.err
    plan = run("act", "devices.add", f"customer={people[0][2]}", f"mac={NEW}", "--dry-run")
    assert "made up" not in plan.out + plan.err


@pytest.mark.parametrize("limit", [2, 0])
def test_a_limit_holds_everywhere_and_says_how_to_go_on(people, act, run, database, router, limit):
    user, name, phone = people[0]
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('MAX_DEVICES_PER_USER', %s)", str(limit))
    give(database, user, OLD)
    give(database, user, OTHERS)
    host(router, STRANGER, "10.88.0.4")
    act("routers.reconcile", "--where", "", "mend=no")
    for arguments in (("devices.add", f"customer={phone}", f"mac={NEW}"),
                      ("devices.authorise", "--where", f"mac:{STRANGER}", f"customer={phone}"),
                      ("devices.take_over", "--where", f"mac:{STRANGER}", f"phone={phone}")):
        done = run("act", *arguments, "--dry-run", "--format", "json")
        said = done.out + done.err
        assert (f"{name} has 2 devices, and MAX_DEVICES_PER_USER is 2: devices.replace" in said) == (limit == 2), said
    act("devices.replace", f"customer={phone}", f"mac={NEW}")
    assert len(of_customer(database, user)) == 2


def test_a_new_phone_takes_the_place_of_the_one_seen_least(people, act, undo, database, router):
    user, name, phone = people[0]
    give(database, user, OLD, "HP Budi", days=9)
    give(database, user, OTHERS, "Laptop")
    database.all("UPDATE public.user_devices SET last_bytes_total = 7000, last_hotspot_host_id = '*7', last_bytes_updated_at = now()"
                 " WHERE user_id = %s AND mac_address = %s", user, OLD)
    host(router, OLD, "10.88.0.1")
    host(router, NEW, "10.88.0.2")
    router.order("row", path=SESSIONS, verb="add", values={"user": local(phone), "address": "10.88.0.1", "mac-address": OLD})
    act("users.sync", "--id", user)
    assert binding_of(router, OLD) == ["bypassed"] and list_of(router, "10.88.0.1") == ["active"]
    before = database.one("SELECT to_jsonb(d) - 'ip_address' FROM public.user_devices d WHERE mac_address = %s", OLD)

    assert "1 device replaced" in act("devices.replace", f"user={phone}", f"mac={NEW}")
    assert of_customer(database, user) == {NEW: ("HP Budi", True), OTHERS: ("Laptop", True)}
    assert binding_of(router, OLD) == [] and binding_of(router, NEW) == ["bypassed"]
    assert list_of(router, "10.88.0.1") == [] and list_of(router, "10.88.0.2") == ["active"]
    assert OLD not in [row.get("mac-address") for row in router.rows(SESSIONS)]

    assert "1 device" in undo()
    assert of_customer(database, user) == {OLD: ("HP Budi", True), OTHERS: ("Laptop", True)}
    assert database.one("SELECT to_jsonb(d) - 'ip_address' FROM public.user_devices d WHERE mac_address = %s", OLD) == before
    assert binding_of(router, NEW) == [] and binding_of(router, OLD) == ["bypassed"]


def test_a_new_phone_takes_the_place_of_a_chosen_one(people, act, database):
    user, name, phone = people[0]
    assert "has no device that it could replace" in act("devices.replace", f"customer={phone}", f"mac={NEW}", refused=True)
    give(database, user, OLD, "HP Budi", days=9)
    give(database, user, OTHERS, "Laptop")
    assert f"no device of {name} is tablet" in act("devices.replace", f"customer={phone}", f"mac={NEW}", "device=tablet", refused=True)
    act("devices.replace", f"customer={phone}", f"mac={NEW}", "device=laptop", "label=Laptop baru")
    assert of_customer(database, user) == {OLD: ("HP Budi", True), NEW: ("Laptop baru", True)}


def test_a_new_phone_that_is_there_already_is_let_in(people, act, undo, database):
    user, name, phone = people[0]
    give(database, user, OLD, "HP Budi", days=9)
    give(database, user, NEW, let_in=False)
    act("devices.replace", f"customer={phone}", f"mac={NEW}")
    assert of_customer(database, user) == {NEW: ("HP Budi", True)}
    undo()
    assert of_customer(database, user) == {OLD: ("HP Budi", True), NEW: (None, False)}


def test_a_host_of_nobody_is_taken_over(people, act, undo, database, router):
    (user, name, phone), (other, whose, _) = people
    host(router, STRANGER, "10.88.0.4")
    host(router, OTHERS, "10.88.0.3")
    give(database, other, OTHERS, let_in=False)
    act("routers.reconcile", "--where", "", "mend=no")
    assert f"is a device of {whose} already" in act("devices.take_over", "--where", f"mac:{OTHERS}", f"phone={phone}", refused=True)
    act("devices.take_over", "--where", f"mac:{STRANGER}", f"phone={local(phone)}", "label=Tablet", "usage=forget")
    assert of_customer(database, user) == {STRANGER: ("Tablet", True)}
    assert database.one("SELECT last_bytes_total FROM public.user_devices WHERE mac_address = %s", STRANGER) == 3145728
    assert binding_of(router, STRANGER) == ["bypassed"] and list_of(router, "10.88.0.4") == ["active"]
    undo()
    assert of_customer(database, user) == {} and binding_of(router, STRANGER) == []


def test_a_removed_device_is_off_the_router_and_comes_back_as_it_was(people, act, undo, run, database, router):
    user, name, phone = people[0]
    device = give(database, user, OLD, "HP Budi")
    database.all("UPDATE public.user_devices SET last_bytes_total = 7000, last_hotspot_host_id = '*7', last_bytes_updated_at = now()"
                 " WHERE id = %s", device)
    host(router, OLD, "10.88.0.1")
    act("users.sync", "--id", user)
    before = database.one("SELECT to_jsonb(d) - 'ip_address' FROM public.user_devices d WHERE id = %s", device)
    assert "1 device removed" in act("devices.remove", "--id", device)
    assert of_customer(database, user) == {} and binding_of(router, OLD) == [] and list_of(router, "10.88.0.1") == []
    undo()
    assert database.one("SELECT to_jsonb(d) - 'ip_address' FROM public.user_devices d WHERE id = %s", device) == before
    assert binding_of(router, OLD) == ["bypassed"] and list_of(router, "10.88.0.1") == ["active"]
    act("devices.remove", "--id", device)
    act("devices.add", f"customer={phone}", f"mac={OLD}")
    assert database.one("SELECT last_bytes_total FROM public.user_devices WHERE mac_address = %s", OLD) == 7000, "counted once already"


def test_a_device_that_somebody_else_got_meanwhile_does_not_come_back(people, run, act, database):
    (user, _, phone), (other, whose, other_phone) = people
    device = give(database, user, OLD, "HP Budi")
    act("devices.remove", "--id", device)
    removal = database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1")
    act("devices.add", f"customer={other_phone}", f"mac={OLD}")
    undone = run("act", "audit.undo", "--id", removal)
    assert undone.code != 0
    assert of_customer(database, user) == {} and OLD in of_customer(database, other)


def test_a_label_is_set_and_taken_away(people, act, undo, database, router, show):
    user, name, phone = people[0]
    device = give(database, user, OLD, "HP Budi")
    writes = len(router.rows(BINDINGS))
    act("devices.label", "--id", device, "label=HP lama")
    assert of_customer(database, user) == {OLD: ("HP lama", True)}
    assert [row["label"] for row in show("devices", "--where", f"user:{user}")] == ["HP lama"]
    act("devices.label", "--id", device, "label=-")
    assert of_customer(database, user) == {OLD: (None, True)}
    undo()
    assert of_customer(database, user) == {OLD: ("HP lama", True)}
    assert len(router.rows(BINDINGS)) == writes, "a label is nothing to a router"
    assert "is called so already" in act("devices.label", "--id", device, "label=HP lama", refused=True)


def test_no_selection_is_taken_where_the_arguments_say_all(people, act, database):
    device = give(database, people[0][0], OLD)
    assert "makes a new one" in act("devices.add", "--id", device, f"customer={people[0][2]}", f"mac={NEW}", refused=True)
    assert "makes a new one" in act("devices.add", "--where", "state:unknown", f"customer={people[0][2]}", f"mac={NEW}", refused=True)
    assert list(of_customer(database, people[0][0])) == [OLD]


def find(screen, text, wanted):
    screen.press("/")
    screen.type(text)
    screen.wait_for(text)
    screen.press("enter")
    screen.wait_for(lambda t: t.line_with(wanted))


def test_by_keys_a_host_of_nobody_becomes_a_device_and_is_named_and_removed(people, act, console, database, router):
    user, name, phone = people[0]
    host(router, STRANGER, "10.88.0.4")
    act("routers.reconcile", "--where", "", "mend=no")
    screen = console("devices", rows=24, columns=80)
    screen.wait_for("Whose")
    find(screen, "mac:" + STRANGER, STRANGER)
    screen.press(";")
    screen.wait_for("made up by the device")
    screen.type(local(phone))
    screen.press("enter")
    screen.wait_for(lambda t: "let in as a device of" in t.text() and "made up" in t.text())
    screen.press("enter")
    screen.wait_for("1 device added")
    assert list(of_customer(database, user)) == [STRANGER]
    screen.wait_for(lambda t: t.line_with("authorised"))
    screen.press("e")
    screen.wait_for("what the device is called")
    screen.type("HP Budi")
    screen.press("enter")
    screen.wait_for(lambda t: "no label" in t.text() and "HP Budi" in t.text())
    screen.press("enter")
    screen.wait_for("1 device labelled")
    assert of_customer(database, user) == {STRANGER: ("HP Budi", True)}
    screen.press("del")
    screen.wait_for("sessions end")
    screen.press("enter")
    screen.wait_for("1 device removed")
    assert of_customer(database, user) == {} and binding_of(router, STRANGER) == []
    screen.press("U")
    screen.wait_for("Undo Remove of 1 device")
    screen.press("enter")
    screen.wait_for(lambda t: binding_of(router, STRANGER) == ["bypassed"])
    assert of_customer(database, user) == {STRANGER: ("HP Budi", True)}


def test_by_keys_a_new_phone_from_the_customer(people, console, database):
    user, name, phone = people[0]
    give(database, user, OLD, "HP Budi")
    screen = console("users", rows=24, columns=80)
    screen.wait_for("Name")
    find(screen, local(phone), name[:10])
    screen.press(":")
    screen.type("hp baru")
    screen.wait_for("devices.replace")
    screen.press("enter")
    screen.wait_for(lambda t: "New MAC" in t.text() and local(phone) in t.text())
    screen.type("0c-88-00-00-00-02")
    screen.wait_for(NEW)
    screen.press("enter")
    screen.wait_for(lambda t: f"→  {NEW} in" in t.text() and "called HP Budi" in t.text())
    screen.press("enter")
    screen.wait_for("1 device replaced")
    assert of_customer(database, user) == {NEW: ("HP Budi", True)}


def test_by_keys_from_the_page_of_the_customer(people, console, database):
    """The page names the devices; V leads to them, and there a device is added even where there is none yet."""
    user, name, phone = people[0]
    screen = console("users", rows=24, columns=80)
    screen.wait_for("Name")
    find(screen, local(phone), name[:10])
    screen.press("enter")
    screen.wait_for("Access")
    screen.press("V")
    screen.wait_for("Whose")
    screen.press("ins")
    screen.wait_for("phone number or id")
    screen.press("esc")
    give(database, user, OLD, "HP Budi")
    screen.press("F5")
    screen.wait_for(lambda t: t.line_with(OLD))
    screen.press(";")
    screen.wait_for(lambda t: phone[4:] in t.text() and "MAC" in t.text())
    screen.type(NEW)
    screen.press("enter")
    screen.wait_for("let in as a device of")
    screen.press("enter")
    screen.wait_for("1 device added")
    assert set(of_customer(database, user)) == {OLD, NEW}


def test_two_operators_at_once_do_not_pass_the_limit(people, database, run, config):
    user, _, phone = people[0]
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('MAX_DEVICES_PER_USER', '1')")
    results = []
    hands = [threading.Thread(target=lambda mac=mac: results.append(
        run("act", "devices.add", f"customer={phone}", f"mac={mac}", config=config))) for mac in (OLD, NEW, OTHERS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(result.code for result in results) == [0, 1, 1], [result.err for result in results]
    assert len(of_customer(database, user)) == 1


def test_on_a_portals_database(portal):
    """With the portal's own rule that a MAC is let in for one customer alone."""
    database, run = portal("CREATE UNIQUE INDEX uq_user_devices_authorized_mac_global ON public.user_devices (upper(mac_address))"
                           " WHERE is_authorized")
    user = newcomer(database)
    for arguments in (("devices.add", "customer=081200000999", f"mac={OLD}", "label=HP"), ("devices.replace", "customer=081200000999", f"mac={NEW}")):
        done = run("act", *arguments)
        assert done.returncode == 0, done.stderr
    assert of_customer(database, user) == {NEW: ("HP", True)}
    operation = database.one("SELECT id::text FROM console.operation ORDER BY seq DESC LIMIT 1")
    assert run("act", "audit.undo", "--id", operation).returncode == 0
    assert of_customer(database, user) == {OLD: ("HP", True)}
    device = database.one("SELECT id::text FROM public.user_devices")
    assert run("act", "devices.remove", "--id", device).returncode == 0 and of_customer(database, user) == {}

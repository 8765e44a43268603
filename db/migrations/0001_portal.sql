-- applies: fresh
-- The portal's tables, with the portal's own names, types and nullability: on a database of its
-- own the console lives on the same tables that it adopts from a running portal.
CREATE TABLE public.users (
    id uuid NOT NULL,
    phone_number varchar(25) NOT NULL,
    password_hash varchar(255),
    full_name varchar(100) NOT NULL,
    blok varchar(10),
    kamar varchar(20),
    is_tamping boolean NOT NULL DEFAULT false,
    tamping_type varchar(50),
    previous_blok varchar(10),
    previous_kamar varchar(20),
    is_active boolean NOT NULL DEFAULT false,
    role varchar(11) NOT NULL DEFAULT 'USER',
    approval_status varchar(16) NOT NULL DEFAULT 'PENDING_APPROVAL',
    is_blocked boolean NOT NULL DEFAULT false,
    blocked_reason text,
    blocked_at timestamptz,
    blocked_by_id uuid,
    mikrotik_user_exists boolean NOT NULL DEFAULT false,
    mikrotik_server_name varchar(100),
    mikrotik_profile_name varchar(100),
    mikrotik_password varchar(255),
    total_quota_purchased_mb bigint NOT NULL DEFAULT 0,
    total_quota_used_mb numeric(15,2) NOT NULL DEFAULT 0.0,
    auto_debt_offset_mb bigint NOT NULL DEFAULT 0,
    manual_debt_mb bigint NOT NULL DEFAULT 0,
    manual_debt_updated_at timestamptz,
    quota_expiry_date timestamptz,
    is_unlimited_user boolean NOT NULL DEFAULT false,
    telegram_chat_id varchar(64),
    telegram_username varchar(64),
    telegram_linked_at timestamptz,
    device_brand varchar(100),
    device_model varchar(100),
    raw_user_agent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    approved_at timestamptz,
    approved_by_id uuid,
    rejected_at timestamptz,
    rejected_by_id uuid,
    last_login_at timestamptz,
    last_low_quota_notif_at timestamptz,
    last_expiry_notif_at timestamptz,
    last_quota_notification_level integer,
    last_expiry_notification_level integer,
    CONSTRAINT fk_users_approved_by_id_users FOREIGN KEY (approved_by_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT fk_users_blocked_by_id_users FOREIGN KEY (blocked_by_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT fk_users_rejected_by_id_users FOREIGN KEY (rejected_by_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT uq_users_phone_number UNIQUE (phone_number)
)
-- Quota and usage change often and stand in no index: room on the page keeps such updates heap-only.
WITH (fillfactor = 85);

CREATE TABLE public.package_profiles (
    id uuid NOT NULL,
    profile_name varchar(100) NOT NULL,
    description text,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    CONSTRAINT package_profiles_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_package_profiles_profile_name ON public.package_profiles (profile_name);

CREATE TABLE public.packages (
    id uuid NOT NULL,
    name varchar(100) NOT NULL,
    price bigint NOT NULL,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    data_quota_gb numeric(8,2) NOT NULL DEFAULT 0,
    duration_days integer NOT NULL DEFAULT 30,
    profile_id uuid NOT NULL,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    CONSTRAINT packages_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.package_profiles(id) ON DELETE RESTRICT,
    CONSTRAINT packages_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_packages_name ON public.packages (name);

CREATE TABLE public.user_quota_debts (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_by_id uuid,
    last_paid_by_id uuid,
    debt_date date,
    due_date date,
    amount_mb bigint NOT NULL,
    paid_mb bigint NOT NULL DEFAULT 0,
    price_rp bigint,
    is_paid boolean NOT NULL DEFAULT false,
    paid_at timestamptz,
    last_paid_source varchar(50),
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_quota_debts_created_by_id_fkey FOREIGN KEY (created_by_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT user_quota_debts_last_paid_by_id_fkey FOREIGN KEY (last_paid_by_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT user_quota_debts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE,
    CONSTRAINT user_quota_debts_pkey PRIMARY KEY (id)
);

CREATE INDEX ix_user_quota_debts_is_paid ON public.user_quota_debts (is_paid);
CREATE INDEX ix_user_quota_debts_user_id ON public.user_quota_debts (user_id);

CREATE TABLE public.user_devices (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    mac_address varchar(32) NOT NULL,
    ip_address varchar(45),
    last_bytes_total bigint,
    last_bytes_updated_at timestamptz,
    last_hotspot_host_id varchar(64),
    last_hotspot_uptime_seconds integer,
    user_agent varchar(255),
    label varchar(100),
    is_authorized boolean NOT NULL DEFAULT true,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    authorized_at timestamptz,
    deauthorized_at timestamptz,
    CONSTRAINT user_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE,
    CONSTRAINT user_devices_pkey PRIMARY KEY (id),
    CONSTRAINT uq_user_devices_user_mac UNIQUE (user_id, mac_address)
)
WITH (fillfactor = 85);

CREATE INDEX ix_user_devices_mac_address ON public.user_devices (mac_address);
CREATE INDEX ix_user_devices_user_id ON public.user_devices (user_id);

CREATE TABLE public.transactions (
    id uuid NOT NULL,
    user_id uuid,
    package_id uuid,
    midtrans_order_id varchar(100) NOT NULL,
    midtrans_transaction_id varchar(100),
    snap_token varchar(200),
    snap_redirect_url text,
    amount bigint NOT NULL,
    status varchar(9) NOT NULL DEFAULT 'PENDING',
    payment_method varchar(50),
    payment_time timestamptz,
    expiry_time timestamptz,
    va_number varchar(50),
    payment_code varchar(50),
    biller_code varchar(20),
    qr_code_url varchar(512),
    midtrans_notification_payload text,
    hotspot_password varchar(255),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_transactions_package_id_packages FOREIGN KEY (package_id) REFERENCES public.packages(id) ON DELETE RESTRICT,
    CONSTRAINT fk_transactions_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT transactions_pkey PRIMARY KEY (id),
    CONSTRAINT uq_transactions_midtrans_order_id UNIQUE (midtrans_order_id)
);

CREATE INDEX ix_transactions_midtrans_transaction_id ON public.transactions (midtrans_transaction_id);
CREATE INDEX ix_transactions_package_id ON public.transactions (package_id);
CREATE INDEX ix_transactions_status ON public.transactions (status);
CREATE INDEX ix_transactions_user_id ON public.transactions (user_id);

CREATE TABLE public.transaction_events (
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    source varchar(32) NOT NULL,
    event_type varchar(64) NOT NULL,
    status varchar(9),
    payload text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_transaction_events_transaction_id_transactions FOREIGN KEY (transaction_id) REFERENCES public.transactions(id) ON DELETE CASCADE,
    CONSTRAINT transaction_events_pkey PRIMARY KEY (id)
);

CREATE INDEX ix_transaction_events_created_at ON public.transaction_events (created_at);
CREATE INDEX ix_transaction_events_transaction_id ON public.transaction_events (transaction_id);

CREATE TABLE public.quota_mutation_ledger (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    actor_user_id uuid,
    source varchar(80) NOT NULL,
    idempotency_key varchar(128),
    before_state json,
    after_state json,
    event_details json,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT quota_mutation_ledger_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT quota_mutation_ledger_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE,
    CONSTRAINT quota_mutation_ledger_pkey PRIMARY KEY (id),
    CONSTRAINT uq_quota_mutation_ledger_user_source_idempotency UNIQUE (user_id, source, idempotency_key)
);

CREATE INDEX ix_quota_mutation_ledger_source ON public.quota_mutation_ledger (source);
CREATE INDEX ix_quota_mutation_ledger_user_created ON public.quota_mutation_ledger (user_id, created_at);

CREATE TABLE public.daily_usage_logs (
    id serial,
    user_id uuid NOT NULL,
    log_date date NOT NULL,
    usage_mb numeric(15,2) NOT NULL DEFAULT 0.0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_daily_usage_logs_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE,
    CONSTRAINT daily_usage_logs_pkey PRIMARY KEY (id),
    CONSTRAINT uq_daily_usage_logs_user_log_date UNIQUE (user_id, log_date)
);

CREATE INDEX ix_daily_usage_logs_log_date ON public.daily_usage_logs (log_date);

CREATE TABLE public.application_settings (
    setting_key varchar(100) NOT NULL,
    setting_value text,
    description text,
    is_encrypted boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT application_settings_pkey PRIMARY KEY (setting_key)
);

CREATE TABLE public.admin_action_logs (
    id uuid NOT NULL,
    admin_id uuid,
    target_user_id uuid,
    action_type varchar(40) NOT NULL,
    details text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT admin_action_logs_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT admin_action_logs_target_user_id_fkey FOREIGN KEY (target_user_id) REFERENCES public.users(id) ON DELETE SET NULL,
    CONSTRAINT admin_action_logs_pkey PRIMARY KEY (id)
);

CREATE INDEX ix_admin_action_logs_action_type ON public.admin_action_logs (action_type);
CREATE INDEX ix_admin_action_logs_admin_id ON public.admin_action_logs (admin_id);
CREATE INDEX ix_admin_action_logs_target_user_id ON public.admin_action_logs (target_user_id);

"""Exports of other systems in the shape their vendors give them, with made-up people: some records of each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

Record = dict[str, Any]

# What a pipeline adds to each record; of no use here.
_AIRBYTE = {"_airbyte_raw_id": "0a1b", "_airbyte_extracted_at": 1736600000000, "_airbyte_meta": {"changes": []}}


def _stripe_charge(id_: str, amount: int, currency: str, created: int, **more: Any) -> Record:
    return {
        **{"id": id_, "object": "charge", "amount": amount, "amount_refunded": 0, "captured": True, "paid": True},
        **{"refunded": False, "currency": currency, "created": created, "updated": created, "status": "succeeded"},
        **{"balance_transaction": "txn_1", "payment_intent": "pi_1", "livemode": True, "disputed": False},
        **{"customer": None, "receipt_email": None, "billing_details": {"email": None, "phone": None, "name": None}},
        **more,
    }


def _shopify_order(id_: int, total: str, **more: Any) -> Record:
    return {
        **{"id": id_, "name": f"#{id_}", "email": "rina@example.com", "created_at": "2025-01-05T09:15:02+07:00"},
        **{"updated_at": "2025-01-06T09:00:00+07:00", "cancelled_at": None, "currency": "IDR", "test": False},
        **{"financial_status": "paid", "fulfillment_status": "fulfilled", "total_price": total, "refunds": []},
        **{"total_discounts": "0.00", "current_total_price": total, "source_name": "web", "customer": {"id": 71}},
        **{"phone": None, "line_items": [{"id": 1, "sku": "K1", "quantity": 1, "price": total}], "deleted_at": None},
        **more,
    }


def _transaction(kind: str, status: str, amount: str) -> Record:
    return {"id": 1, "kind": kind, "status": status, "amount": amount}


def _hubspot(id_: str, **properties: Any) -> Record:
    flat = {f"properties_{name}": value for name, value in properties.items()}
    return {
        **{"id": id_, "createdAt": "2025-01-05T02:15:02.000Z", "updatedAt": "2025-01-09T02:15:02.000Z"},
        **{"archived": False, "properties": properties, "companies": [], **flat},
    }


def _ticket(id_: int, requester: int, created: str, status: str) -> Record:
    return {
        **{"id": id_, "requester_id": requester, "submitter_id": requester, "created_at": created, "status": status},
        **{"updated_at": created, "subject": "Parcel", "description": "My parcel is late", "brand_id": 5},
        **{"via": {"channel": "email", "source": {}}, "satisfaction_rating": {"score": "unoffered"}},
    }


def _metric_event(id_: int, ticket: int, metric: str, kind: str, time: str) -> Record:
    return {"id": id_, "ticket_id": ticket, "metric": metric, "instance_id": 1, "type": kind, "time": time}


def _klaviyo_event(id_: str, metric: str | None, **properties: Any) -> Record:
    named = {"name": metric} if metric else {}
    return {
        **{"type": "event", "id": id_, "datetime": "2025-01-05T02:15:02+00:00", "links": {"self": "x"}},
        "attributes": {"timestamp": 1736043302, "event_properties": properties, "uuid": "u"},
        "relationships": {"profile": {"data": {"id": "01P"}}, "metric": {"data": {"id": "M1", **named}}},
    }


def _track(id_: str, text: str, user: str | None) -> Record:
    event = text.lower().replace(" ", "_")
    return {
        **{"id": id_, "anonymous_id": "a1", "user_id": user, "event": event, "event_text": text},
        **{"received_at": "2025-01-05 02:15:09", "timestamp": "2025-01-05 02:15:02", "context_campaign_name": "jan"},
    }


def _call(id_: str, kind: str, **more: Any) -> Record:
    return {
        **{"messageId": id_, "type": kind, "anonymousId": "a1", "userId": None, "context": {"campaign": {}}},
        **{"timestamp": "2025-01-05T02:15:02.000Z", **more},
    }


def _parameter(key: str, **value: Any) -> Record:
    return {"key": key, "value": value}


def _salesforce(id_: str, **more: Any) -> Record:
    stamps = {"CreatedDate": "2025-01-05T02:15:02.000+0000", "SystemModstamp": "2025-01-09T02:15:02.000+0000"}
    return {"Id": id_, "IsDeleted": False, **stamps, **more}


def _zoho(id_: str, **more: Any) -> Record:
    stamps = {"Created_Time": "2025-01-05T09:15:02+07:00", "Modified_Time": "2025-01-09T09:15:02+07:00"}
    return {"id": id_, "Owner": {"name": "Agent", "id": "9001"}, "$editable": True, **stamps, **more}


def _sugar(id_: str, module: str, **more: Any) -> Record:
    stamps = {"date_entered": "2025-01-05T02:15:02+00:00", "date_modified": "2025-01-09T02:15:02+00:00"}
    return {"id": id_, **stamps, "deleted": False, "assigned_user_id": "1", "_module": module, **more}


def _vtiger(id_: str, **more: Any) -> Record:
    stamps = {"createdtime": "2025-01-05 02:15:02", "modifiedtime": "2025-01-09 02:15:02"}
    return {"id": id_, "assigned_user_id": "19x1", **stamps, **more}


def _freshsales(id_: int, **more: Any) -> Record:
    stamps = {"created_at": "2025-01-05T09:15:02+07:00", "updated_at": "2025-01-09T09:15:02+07:00"}
    return {"id": id_, "owner_id": 9, "is_deleted": False, "links": {}, "custom_field": {}, **stamps, **more}


def _qontak(id_: int, **more: Any) -> Record:
    stamps = {"created_at": "2025-01-05T09:15:02.000+07:00", "updated_at": "2025-01-09T09:15:02.000+07:00"}
    return {"id": id_, "creator_id": 1, "creator_name": "Agent", "additional_fields": [], **stamps, **more}


# By connector: what the file is called, and its records.
FILES: dict[str, tuple[str, list[Record]]] = {
    "stripe_charges": (
        "charges.jsonl",
        [
            _stripe_charge("ch_1", 129900, "usd", 1736043302, customer="cus_1", amount_refunded=29900),
            _stripe_charge("ch_2", 5000, "jpy", 1736043303, receipt_email="sari@example.com"),
            _stripe_charge("ch_3", 12345, "kwd", 1736043304, billing_details={"email": "umi@example.com"}),
            _stripe_charge("ch_4", 15000000, "idr", 1736043305, customer="cus_1", captured=False),
            _stripe_charge("ch_5", 900, "usd", 1736043306, customer="cus_1", status="failed", paid=False),
            _stripe_charge("ch_6", 900, "usd", 1736043307, customer="cus_1", livemode=False),
            _stripe_charge("ch_7", 4200, "eur", 1736043308, customer="cus_1", disputed=True),
        ],
    ),
    "stripe_disputes": (
        "disputes.jsonl",
        [
            {
                **{"id": f"dp_{status}", "object": "dispute", "charge": "ch_7", "amount": 4200, "currency": "eur"},
                **{"created": 1736143308, "status": status, "livemode": True, "is_charge_refundable": False},
                **{"evidence_details": {"has_evidence": False}, "reason": "fraudulent", "payment_intent": "pi_7"},
            }
            for status in ("lost", "won")
        ],
    ),
    "stripe_refunds": (
        "refunds.jsonl",
        [
            {
                **{"id": "re_1", "object": "refund", "amount": 29900, "charge": "ch_1", "created": 1736043400},
                **{"currency": "usd", "payment_intent": "pi_1", "status": "succeeded"},
                **{"source_transfer_reversal": None, "transfer_reversal": None},
            }
        ],
    ),
    "stripe_subscriptions": (
        "subscriptions.jsonl",
        [
            {
                **{"id": "sub_1", "customer": "cus_1", "status": "canceled", "start_date": 1735689600},
                **{"current_period_start": 1738368000, "current_period_end": 1740787200, "canceled_at": 1739000000},
                **{"cancel_at_period_end": False, "collection_method": "charge_automatically", "livemode": True},
                "billing_cycle_anchor": 1735689600,
            },
            {
                **{"id": "sub_2", "customer": "cus_2", "status": "incomplete_expired", "start_date": 1735689600},
                **{"current_period_start": 1735689600, "current_period_end": 1738368000, "canceled_at": None},
                **{"cancel_at_period_end": False, "collection_method": "charge_automatically", "livemode": True},
                "billing_cycle_anchor": 1735689600,
            },
        ],
    ),
    "stripe_invoices": (
        "invoices.jsonl",
        [
            {
                **{"id": f"in_{number}", "customer": "cus_1", "subscription": "sub_1", "status": status},
                **{"billing_reason": reason, "created": 1738368000, "period_start": 1735689600},
                **{"period_end": 1738368000, "amount_paid": 4200, "currency": "usd", "livemode": True},
            }
            for number, (reason, status) in enumerate(
                [("subscription_create", "paid"), ("subscription_cycle", "paid"), ("subscription_cycle", "open")], 1
            )
        ],
    ),
    "stripe_customers": (
        "customers.jsonl",
        [
            {
                **{"id": "cus_1", "object": "customer", "email": "rina@example.com", "created": 1735600000},
                **{"delinquent": False, "invoice_prefix": "ABC", "phone": None, "updated": 1735600000},
                "address": {"city": "Bandung", "country": "ID"},
            }
        ],
    ),
    "shopify_api_orders": (
        "orders.jsonl",
        [
            _shopify_order(
                450,
                "100000.00",
                financial_status="partially_refunded",
                total_discounts="20000.00",
                current_total_price="70000.00",
                refunds=[
                    {"id": 9, "transactions": [_transaction("refund", "success", "25000.00")]},
                    {
                        "id": 10,
                        "transactions": [
                            _transaction("refund", "failure", "7000.00"),
                            _transaction("refund", "success", "5000.50"),
                            _transaction("void", "success", "1.00"),
                        ],
                    },
                ],
            ),
            _shopify_order(451, "50000.00", financial_status="pending", email="", customer=None),
            _shopify_order(452, "50000.00", cancelled_at="2025-01-06T09:15:02+07:00"),
            _shopify_order(453, "50000.00", test=True),
        ],
    ),
    "shopify_api_customers": (
        "customers.jsonl",
        [
            {
                **{
                    "id": 71,
                    "email": "rina@example.com",
                    "created_at": "2024-12-05T09:15:02+07:00",
                    "state": "enabled",
                },
                **{"verified_email": True, "orders_count": 3, "total_spent": "150000.00", "phone": "+6281200000003"},
                **{"default_address": {"city": "Bandung", "country_code": "ID"}, "accepts_marketing": False},
                **{"email_marketing_consent": {"state": "subscribed"}, "updated_at": "2025-01-05T09:15:02+07:00"},
                "sms_marketing_consent": {"state": "not_subscribed"},
            }
        ],
    ),
    "shopify_api_refunds": (
        "order_refunds.jsonl",
        [
            {
                **{"id": 9, "order_id": 450, "created_at": "2025-01-06T09:15:02+07:00", "restock": True},
                **{"refund_line_items": [], "order_adjustments": []},
                "transactions": [_transaction("refund", "success", "25000.00")],
            }
        ],
    ),
    "hubspot_deals": (
        "deals.jsonl",
        [
            {
                **_hubspot(
                    "901",
                    dealstage="closedwon",
                    amount="1500.5",
                    closedate="2025-02-01T00:00:00Z",
                    hs_is_closed_won="true",
                    hs_is_closed="true",
                    deal_currency_code="USD",
                ),
                "contacts": ["101", "102"],
            },
            {
                **_hubspot("902", dealstage="s7", amount=None, closedate="2025-09-01T00:00:00Z", hs_is_closed="false"),
                "contacts": ["102"],
            },
        ],
    ),
    "hubspot_contacts": (
        "contacts.jsonl",
        [
            _hubspot(
                "101",
                email="rina@example.com",
                lifecyclestage="customer",
                hs_email_optout="true",
                city="Bandung",
                phone=None,
                mobilephone="+6281200000003",
            ),
            _hubspot("102", email="sari@example.com", lifecyclestage="lead", hs_email_optout=None, city=None),
        ],
    ),
    "hubspot_tickets": (
        "tickets.jsonl",
        [
            {
                **_hubspot(
                    "77",
                    subject="Late",
                    content="My parcel is late",
                    hs_pipeline_stage="4",
                    source_type="EMAIL",
                    first_agent_reply_date="2025-01-05T03:15:02Z",
                    closed_date="2025-01-06T02:15:02Z",
                ),
                "contacts": ["101"],
            },
            {
                **_hubspot("78", subject="Broken", content=None, hs_pipeline_stage="1", source_type=None),
                "contacts": ["102"],
            },
        ],
    ),
    "hubspot_emails": (
        "engagements_emails.jsonl",
        [
            {
                **_hubspot(
                    str(number),
                    hs_timestamp="2025-01-05T02:15:02Z",
                    hs_email_direction=direction,
                    hs_email_text="Where is it?",
                    hs_email_from_email="rina@example.com",
                    hs_email_to_email="shop@example.com",
                ),
                "contacts": ["101"],
            }
            for number, direction in enumerate(("EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"), 1)
        ],
    ),
    "zendesk_tickets": (
        "tickets.jsonl",
        [
            _ticket(31, 501, "2025-01-05T02:00:00Z", "closed"),
            _ticket(32, 502, "2025-01-06T02:00:00Z", "open"),
            _ticket(33, 502, "2025-01-06T02:00:00Z", "deleted"),
        ],
    ),
    "zendesk_ticket_metric_events": (
        "ticket_metric_events.jsonl",
        [
            _metric_event(1, 31, "reply_time", "activate", "2025-01-05T02:00:00Z"),
            _metric_event(2, 31, "reply_time", "fulfill", "2025-01-05T03:00:00Z"),
            _metric_event(3, 31, "agent_work_time", "fulfill", "2025-01-06T02:00:00Z"),
            _metric_event(4, 31, "requester_wait_time", "fulfill", "2025-01-06T02:00:00Z"),
        ],
    ),
    "zendesk_users": (
        "users.jsonl",
        [
            {
                **{"id": id_, "email": email, "role": role, "created_at": "2024-12-05T02:00:00Z", "phone": None},
                **{"ticket_restriction": None, "restricted_agent": False, "updated_at": "2024-12-05T02:00:00Z"},
            }
            for id_, email, role in (
                (501, "rina@example.com", "end-user"),
                (502, "sari@example.com", "end-user"),
                (900, "agent@example.com", "agent"),
            )
        ],
    ),
    "zendesk_satisfaction_ratings": (
        "satisfaction_ratings.jsonl",
        [
            {
                **{"id": number, "ticket_id": 31, "requester_id": 501, "score": score, "comment": None},
                **{"created_at": "2025-01-07T02:00:00Z", "updated_at": "2025-01-07T02:00:00Z", "reason_id": 0},
            }
            for number, score in enumerate(("offered", "bad", "good"), 1)
        ],
    ),
    "zendesk_ticket_comments": (
        "ticket_comments.jsonl",
        [
            {
                **{"id": 1, "ticket_id": 31, "author_id": 900, "audit_id": 4, "body": "We are on it", "public": True},
                **{"created_at": "2025-01-05T03:00:00Z", "event_type": "Comment"},
            }
        ],
    ),
    "zendesk_ticket_metrics": (
        "ticket_metrics.jsonl",
        [
            {
                **{"id": 1, "ticket_id": 31, "reopens": 0, "replies": 1, "solved_at": "2025-01-06T02:00:00Z"},
                **{"reply_time_in_minutes": {"calendar": 60, "business": 60}, "created_at": "2025-01-05T02:00:00Z"},
            }
        ],
    ),
    "klaviyo_events": (
        "events_detailed.jsonl",
        [
            _klaviyo_event("e1", "Received Email", **{"Campaign Name": "January", "$message": "m1"}),
            _klaviyo_event("e2", "Opened Email", **{"Campaign Name": "January"}),
            _klaviyo_event("e3", "Placed Order"),
            _klaviyo_event("e4", "Viewed Product"),
            _klaviyo_event("e5", None),
        ],
    ),
    "klaviyo_profiles": (
        "profiles.jsonl",
        [
            {
                **{"type": "profile", "id": id_, "updated": "2025-01-05T02:15:02+00:00", "links": {"self": "x"}},
                "attributes": {
                    **{"email": email, "phone_number": None, "created": "2024-12-05T02:15:02+00:00"},
                    **{"location": {"city": "Bandung", "country": "Indonesia"}},
                    "subscriptions": {
                        "email": {"marketing": {"consent": consent}},
                        "sms": {"marketing": {"consent": "NEVER_SUBSCRIBED"}},
                    },
                },
            }
            for id_, email, consent in (
                ("01P", "rina@example.com", "SUBSCRIBED"),
                ("02P", "sari@example.com", "NEVER_SUBSCRIBED"),
            )
        ],
    ),
    "mailchimp_email_activity": (
        "email_activity.jsonl",
        [
            {
                **{"campaign_id": "c1", "list_id": "l1", "list_is_active": True, "email_id": "5d41"},
                **{"email_address": "rina@example.com", "action": action, "timestamp": "2025-01-05T02:15:02+00:00"},
                **{"url": "https://example.com" if action == "click" else None, "ip": "192.0.2.1", "type": None},
            }
            for action in ("open", "click", "bounce")
        ],
    ),
    "mailchimp_list_members": (
        "list_members.jsonl",
        [
            {
                **{"id": id_, "email_address": email, "unique_email_id": id_ + "u", "status": status, "list_id": "l1"},
                **{"timestamp_opt": opted, "timestamp_signup": "", "last_changed": "2025-01-05T02:15:02+00:00"},
                **{"member_rating": 2, "merge_fields": {"FNAME": "R"}},
            }
            for id_, email, status, opted in (
                ("5d41", "rina@example.com", "subscribed", "2024-12-05T02:15:02+00:00"),
                ("7b22", "sari@example.com", "unsubscribed", "2024-12-06T02:15:02+00:00"),
                ("9c33", "umi@example.com", "pending", ""),
            )
        ],
    ),
    "mailchimp_unsubscribes": (
        "unsubscribes.jsonl",
        [
            {
                **{"campaign_id": "c1", "list_id": "l1", "list_is_active": True, "email_id": "7b22"},
                **{"email_address": "sari@example.com", "reason": "None given"},
                **{"timestamp": "2025-01-05T02:15:02+00:00", "vip": False, "merge_fields": {}},
            }
        ],
    ),
    "segment_tracks": (
        "tracks.jsonl",
        [
            _track("t1", "Product Viewed", None),
            _track("t2", "Product Added", "71"),
            _track("t3", "Order Completed", "71"),
        ],
    ),
    "segment_pages": (
        "pages.jsonl",
        [
            {
                **{"id": "p1", "anonymous_id": "a1", "user_id": None, "received_at": "2025-01-05 02:14:09"},
                **{
                    "timestamp": "2025-01-05 02:14:02",
                    "url": "https://example.com/",
                    "path": "/",
                    "context_campaign_name": None,
                },
            }
        ],
    ),
    "segment_identifies": (
        "identifies.jsonl",
        [
            {
                **{"id": "i1", "anonymous_id": "a1", "user_id": "71", "received_at": "2025-01-05 02:15:09"},
                **{"email": "rina@example.com", "timestamp": "2025-01-05 02:15:02"},
            }
        ],
    ),
    "segment_events": (
        "calls.jsonl",
        [
            _call("m1", "page"),
            _call("m2", "track", event="Product Added", userId="71"),
            _call("m3", "track", event="Order Completed", userId="71"),
            _call("m4", "identify", userId="71", traits={"email": "rina@example.com"}),
        ],
    ),
    "ga4_bigquery": (
        "events_20250105.jsonl",
        [
            {
                **{"event_date": "20250105", "event_timestamp": "1736043302000000", "event_name": "view_item"},
                **{"user_pseudo_id": "v1", "user_id": None, "event_bundle_sequence_id": "3"},
                "event_params": [
                    _parameter("page_location", string_value="https://example.com/"),
                    _parameter("ga_session_id", int_value="1736043000"),
                ],
                "collected_traffic_source": {"manual_campaign_name": "jan"},
            }
        ],
    ),
    "salesforce_contacts": (
        "Contact.jsonl",
        [
            _salesforce(
                "003A",
                AccountId="001A",
                LastName="R",
                Email="rina@example.com",
                HasOptedOutOfEmail=False,
                MailingCity="Bandung",
                MailingCountry="Indonesia",
                Birthdate="1990-04-01",
                MobilePhone=None,
                Phone="+6281200000003",
            )
        ],
    ),
    "salesforce_opportunities": (
        "Opportunity.jsonl",
        [
            _salesforce(
                id_,
                AccountId="001A",
                ContactId=contact,
                StageName=stage,
                Amount=amount,
                CloseDate=closed,
                IsClosed=stage != "Prospecting",
                IsWon=stage == "Closed Won",
            )
            for id_, contact, stage, amount, closed in (
                ("006A", "003A", "Closed Won", 1500.5, "2025-02-01"),
                ("006B", None, "Closed Won", 20.0, "2025-02-02"),
                ("006C", "003A", "Closed Lost", 30.0, "2025-02-03"),
                ("006D", "003A", "Prospecting", None, "2025-09-03"),
            )
        ],
    ),
    "salesforce_cases": (
        "Case.jsonl",
        [
            _salesforce(
                "500A",
                CaseNumber="00001",
                ContactId="003A",
                IsClosed=True,
                ClosedDate="2025-01-06T02:15:02.000+0000",
                Origin="Email",
                Subject="Late",
                Description="My parcel is late",
                Status="Closed",
            )
        ],
    ),
    "salesforce_tasks": (
        "Task.jsonl",
        [
            _salesforce(
                f"00T{number}",
                WhoId="003A",
                TaskSubtype=subtype,
                Status="Completed" if done else "Open",
                IsClosed=done,
                ActivityDate="2025-01-07",
                CallType=call,
                CompletedDateTime="2025-01-07T02:15:02.000+0000" if done else None,
            )
            for number, (subtype, done, call) in enumerate(
                [("Email", True, None), ("Call", True, "Inbound"), ("Call", False, None), ("Task", True, None)], 1
            )
        ],
    ),
    "salesforce_email_messages": (
        "EmailMessage.jsonl",
        [
            _salesforce(
                "02sA",
                Incoming=True,
                FromAddress="rina@example.com",
                ToAddress="shop@example.com",
                MessageDate="2025-01-05T02:15:02.000+0000",
                TextBody="Where is it?",
            )
        ],
    ),
    "xendit_invoices": (
        "invoices.jsonl",
        [
            {
                **{"id": f"inv{number}", "external_id": f"A{number}", "user_id": "5f", "status": status},
                **{"merchant_name": "Toko", "amount": 150000, "currency": "IDR", "payer_email": "rina@example.com"},
                **{"created": "2025-01-05T02:15:02.000Z", "updated": "2025-01-05T02:20:00.000Z"},
                **{"expiry_date": "2025-01-06T02:15:02.000Z", "customer": {"mobile_number": "+6281200000003"}},
            }
            for number, status in enumerate(("SETTLED", "EXPIRED", "PENDING"), 1)
        ],
    ),
    "xendit_payment_requests": (
        "payment_requests.jsonl",
        [
            {
                **{"id": "pr-1", "reference_id": "A1", "business_id": "5f", "status": "SUCCEEDED", "amount": 150000},
                **{"currency": "IDR", "customer_id": "cust-1", "created": "2025-01-05T02:15:02.000Z"},
                **{"updated": "2025-01-05T02:20:00.000Z", "payment_method": {"type": "EWALLET"}},
            }
        ],
    ),
    "xendit_refunds": (
        "refunds.jsonl",
        [
            {
                **{"id": f"rfd-{status}", "payment_request_id": "pr-1", "amount": 50000, "currency": "IDR"},
                **{"status": status, "created": "2025-01-07T02:15:02.000Z", "updated": "2025-01-07T02:15:02.000Z"},
                **{"channel_code": "OVO", "reason": "CANCELLATION"},
            }
            for status in ("SUCCEEDED", "FAILED")
        ],
    ),
    "woocommerce_api_orders": (
        "orders.jsonl",
        [
            {
                **{"id": id_, "order_key": f"wc_{id_}", "status": status, "currency": "IDR", "customer_id": customer},
                **{"date_created_gmt": "2025-01-05T02:15:02", "date_modified_gmt": "2025-01-06T02:15:02"},
                **{"discount_total": "10.00", "total": "90.00", "created_via": "checkout", "refunds": refunds},
                **{"billing": {"email": "rina@example.com", "phone": "081200000003"}, "line_items": []},
            }
            for id_, status, customer, refunds in (
                (11, "completed", 7, [{"id": 1, "total": "-20.00"}, {"id": 2, "total": "-5.50"}]),
                (12, "on-hold", 0, []),
            )
        ],
    ),
    "woocommerce_api_customers": (
        "customers.jsonl",
        [
            {
                **{"id": 7, "username": "rina", "email": "rina@example.com", "role": "customer"},
                **{"is_paying_customer": True, "billing": {"city": "Bandung", "country": "ID"}},
                **{"date_created_gmt": "2024-12-05T02:15:02", "date_modified_gmt": "2025-01-06T02:15:02"},
            }
        ],
    ),
    "woocommerce_api_refunds": (
        "refunds.jsonl",
        [
            {
                **{"id": 1, "amount": "20.00", "reason": "", "refunded_by": 1, "refunded_payment": True},
                **{"line_items": [], "date_created_gmt": "2025-01-06T02:15:02"},
            }
        ],
    ),
    "intercom_conversations": (
        "conversations.jsonl",
        [
            {
                **{"id": id_, "created_at": 1736043302, "updated_at": 1736143302, "state": "closed", "open": False},
                "source": {
                    **{"type": "conversation", "body": "<p>My parcel is late</p>"},
                    "author": {"id": "6c", "type": author, "email": "rina@example.com"},
                },
                "statistics": {"first_admin_reply_at": 1736046902, "last_close_at": 1736129702, "count_reopens": 0},
                "conversation_rating": rating,
            }
            for id_, author, rating in (
                ("1", "user", {"rating": 4, "created_at": 1736133302, "remark": "Good", "customer": {"id": "6c"}}),
                ("2", "admin", None),
            )
        ],
    ),
    "intercom_contacts": (
        "contacts.jsonl",
        [
            {
                **{"id": "6c", "role": "user", "email": "rina@example.com", "workspace_id": "w", "phone": None},
                **{"signed_up_at": 1735600000, "created_at": 1735600001, "updated_at": 1735600002},
                **{"unsubscribed_from_emails": True, "location": {"city": "Bandung", "country": "Indonesia"}},
            }
        ],
    ),
    "shopee_orders": (
        "Order.all.20250101.csv",
        [
            {
                **{"No. Pesanan": number, "Status Pesanan": status, "Waktu Pesanan Dibuat": "2025-01-05 09:15"},
                **{"Username (Pembeli)": "rina88", "Total Pembayaran": "185.000", "Nama Produk": "Kopi"},
                **{"Nomor Referensi SKU": sku, "Jumlah": "1", "Total Harga Produk": price, "No. Telepon": "******03"},
            }
            for number, status, sku, price in (
                ("250105A", "Selesai", "K1", "100.000"),
                ("250105A", "Selesai", "K2", "75.000"),
                ("250105B", "Batal", "", "1.075.000"),
                ("250105C", "Pesanan diterima, namun Pembeli masih dapat retur hingga 2025-01-20", "K1", "75.000"),
            )
        ],
    ),
    "zoho_contacts": (
        "Contacts.jsonl",
        [
            _zoho(
                id_,
                Last_Name="R",
                Full_Name="R",
                Email=email,
                Mobile=None,
                Phone=phone,
                Email_Opt_Out=out,
                Mailing_City="Bandung",
                Mailing_Country="Indonesia",
                Date_of_Birth="1990-04-01",
                Lead_Source="Web",
                Account_Name={"name": "PT R", "id": "700"},
            )
            for id_, email, phone, out in (
                ("501", "rina@example.com", "+6281200000003", True),
                ("502", None, None, False),
            )
        ],
    ),
    "zoho_deals": (
        "Deals.jsonl",
        [
            _zoho(
                id_,
                Deal_Name="D",
                Stage=stage,
                Probability=probability,
                Amount=amount,
                Closing_Date=closed,
                Contact_Name=contact and {"name": "R", "id": contact},
                Account_Name={"name": "PT R", "id": "700"},
                Campaign_Source=None,
                Currency="IDR",
            )
            for id_, contact, stage, probability, amount, closed in (
                ("601", "501", "Closed Won", 100, 1500.5, "2025-02-01"),
                ("602", None, "Menang", 100, 20, "2025-02-02"),
                ("603", "501", "Closed Lost to Competition", 0, 30, "2025-02-03"),
                ("604", "501", "Qualification", 10, None, "2025-09-03"),
            )
        ],
    ),
    "zoho_cases": (
        "Cases.jsonl",
        [
            _zoho(
                id_,
                Case_Number=id_,
                Subject="Late",
                Description="My parcel is late",
                Status=status,
                Case_Origin="Email",
                Related_To=contact and {"name": "R", "id": contact},
                Email="rina@example.com",
                Phone=None,
            )
            for id_, status, contact in (("801", "Closed", "501"), ("802", "On Hold", None))
        ],
    ),
    "zoho_calls": (
        "Calls.jsonl",
        [
            _zoho(
                f"90{number}",
                Subject="Call",
                Call_Type=kind,
                Call_Start_Time="2025-01-07T09:15:02+07:00",
                Outgoing_Call_Status=status,
                Who_Id=who and {"name": "R", "id": who},
                Call_Duration="02:10",
            )
            for number, (kind, status, who) in enumerate(
                [
                    ("Outbound", "Completed", "501"),
                    ("Inbound", None, "501"),
                    ("Missed", None, "502"),
                    ("Outbound", "Scheduled", "501"),
                    ("Inbound", None, None),
                ],
                1,
            )
        ],
    ),
    "zoho_accounts": (
        "Accounts.jsonl",
        [_zoho("700", Account_Name="PT R", Account_Type="Customer", Phone="+62215550001", Billing_Country="Indonesia")],
    ),
    "zoho_documents": (
        "Invoices.jsonl",
        [
            _zoho(
                "750",
                Subject="I",
                Invoice_Number="1",
                Invoice_Date="2025-02-01",
                Sub_Total=1500.5,
                Grand_Total=1500.5,
                Status="Paid",
                Contact_Name={"name": "R", "id": "501"},
                Account_Name={"name": "PT R", "id": "700"},
            )
        ],
    ),
    "zoho_contacts_export": (
        "Contacts_001.csv",
        [
            {
                **{
                    "Record Id": "zcrm_501",
                    "Contact Owner.id": "zcrm_9001",
                    "Contact Owner": "Agent",
                    "First Name": "",
                },
                **{
                    "Last Name": "R",
                    "Account Name.id": "zcrm_700",
                    "Account Name": "PT R",
                    "Email": "rina@example.com",
                },
                **{"Phone": "+6281200000003", "Mobile": "", "Email Opt Out": "false", "Mailing City": "Bandung"},
                **{"Mailing Country": "Indonesia", "Lead Source": "Web", "Date of Birth": "1990-04-01"},
                **{"Created Time": "2025-01-05 09:15:02", "Modified Time": "2025-01-09 09:15:02"},
            }
        ],
    ),
    "zoho_deals_export": (
        "Deals_001.csv",
        [
            {
                **{"Record Id": f"zcrm_{id_}", "Deal Owner.id": "zcrm_9001", "Deal Owner": "Agent", "Amount": amount},
                **{"Deal Name": "D", "Closing Date": "2025-02-01", "Account Name.id": "zcrm_700", "Stage": stage},
                **{"Probability (%)": probability, "Contact Name.id": contact, "Contact Name": "R", "Type": ""},
                **{"Created Time": "2025-01-05 09:15:02", "Modified Time": "2025-01-09 09:15:02"},
            }
            for id_, contact, stage, probability, amount in (
                ("601", "zcrm_501", "Closed Won", "100", "1500.5"),
                ("602", "", "Closed Won", "100", "20"),
                ("604", "zcrm_501", "Qualification", "10", ""),
            )
        ],
    ),
    "sugarcrm_contacts": (
        "Contacts.jsonl",
        [
            _sugar(
                id_,
                "Contacts",
                last_name="R",
                account_id="a-1",
                account_name="PT R",
                email=[
                    {
                        "email_address": f"old.{email}",
                        "opt_out": False,
                        "invalid_email": True,
                        "primary_address": False,
                    },
                    {"email_address": email, "opt_out": out, "invalid_email": False, "primary_address": True},
                ],
                phone_mobile="",
                phone_work="+6281200000003",
                primary_address_city="Bandung",
                primary_address_country="Indonesia",
                birthdate="1990-04-01",
                lead_source="Web Site",
                reports_to_id="",
            )
            for id_, email, out in (("c-1", "rina@example.com", True), ("c-2", "sari@example.com", False))
        ],
    ),
    "sugarcrm_accounts": (
        "Accounts.jsonl",
        [
            _sugar(
                "a-1",
                "Accounts",
                name="PT R",
                account_type="Customer",
                phone_office="+62215550001",
                email=[{"email_address": "pt@example.com", "opt_out": False, "primary_address": True}],
                billing_address_city="Bandung",
                billing_address_country="Indonesia",
            )
        ],
    ),
    "sugarcrm_opportunities": (
        "Opportunities.jsonl",
        [
            _sugar(
                id_,
                "Opportunities",
                account_id="a-1",
                account_name="PT R",
                amount=amount,
                amount_usdollar=base,
                currency_id=currency,
                date_closed="2025-02-01",
                sales_stage=stage,
                sales_status=status,
                probability="10",
                campaign_id="",
                lead_source="Web Site",
            )
            for id_, stage, status, amount, base, currency in (
                ("o-1", "Closed Won", "", "1500.500000", "1500.500000", "-99"),
                ("o-2", "", "Closed Won", "20.000000", "300000.000000", "cur-1"),
                ("o-3", "Closed Lost", "Closed Lost", "30.000000", "", "-99"),
                ("o-4", "Prospecting", "New", "40.000000", "", "-99"),
            )
        ],
    ),
    "sugarcrm_cases": (
        "Cases.jsonl",
        [
            _sugar(
                id_,
                "Cases",
                case_number=id_,
                name="Late",
                description="My parcel is late",
                status=status,
                account_id="a-1",
                primary_contact_id=contact,
                source="Email",
                first_response_actual_datetime=answered,
                resolved_datetime=resolved,
            )
            for id_, status, contact, answered, resolved in (
                ("1", "Closed", "c-1", "2025-01-05T03:15:02+00:00", "2025-01-06T02:15:02+00:00"),
                ("2", "Duplicate", "", "", ""),
                ("3", "Assigned", "c-2", "", ""),
            )
        ],
    ),
    "sugarcrm_calls": (
        "Calls.jsonl",
        [
            _sugar(
                f"k-{number}",
                "Calls",
                name="Call",
                direction=direction,
                status=status,
                date_start="2025-01-07T02:15:02+00:00",
                duration_hours=0,
                duration_minutes=15,
                parent_type=of,
                parent_id=parent,
            )
            for number, (direction, status, of, parent) in enumerate(
                [
                    ("Outbound", "Held", "Contacts", "c-1"),
                    ("Inbound", "Held", "Accounts", "a-1"),
                    ("Outbound", "Planned", "Contacts", "c-1"),
                    ("Outbound", "Held", "Cases", "1"),
                ],
                1,
            )
        ],
    ),
    "sugarcrm_emails": (
        "Emails.jsonl",
        [
            _sugar(
                f"e-{kind}",
                "Emails",
                name="Parcel",
                type=kind,
                date_sent="2025-01-07T02:15:02+00:00",
                from_addr_name=writer,
                to_addrs_names=reader,
                message_id="m",
                description="Where is it?",
                parent_type="Contacts",
                parent_id="c-1",
            )
            for kind, writer, reader in (
                ("out", "Shop <shop@example.com>", "Rina R <rina@example.com>, sari@example.com"),
                ("inbound", "rina@example.com", "Shop <shop@example.com>"),
                ("archived", "rina@example.com", "Shop <shop@example.com>"),
                ("draft", "shop@example.com", "rina@example.com"),
            )
        ],
    ),
    "vtiger_contacts": (
        "Contacts.jsonl",
        [
            _vtiger(
                "12x31",
                contact_no="CON1",
                lastname="R",
                email="rina@example.com",
                mobile="",
                phone="+6281200000003",
                account_id="11x21",
                emailoptout="0",
                mailingcity="Bandung",
                mailingcountry="Indonesia",
                birthday="1990-04-01",
                leadsource="Web Site",
            )
        ],
    ),
    "vtiger_potentials": (
        "Potentials.jsonl",
        [
            _vtiger(
                id_,
                potential_no=id_,
                potentialname="P",
                amount=amount,
                related_to="11x21",
                contact_id=contact,
                sales_stage=stage,
                closingdate="2025-02-01",
                campaignid="",
                leadsource="Web Site",
            )
            for id_, contact, stage, amount in (
                ("13x41", "12x31", "Closed Won", "1500.50000000"),
                ("13x42", "", "Closed Won", "20.00000000"),
                ("13x43", "12x31", "Closed Lost", "30.00000000"),
                ("13x44", "12x31", "Qualification", "40.00000000"),
            )
        ],
    ),
    "vtiger_tickets": (
        "HelpDesk.jsonl",
        [
            _vtiger(
                id_,
                ticket_no=id_,
                ticket_title="Late",
                description="My parcel is late",
                ticketstatus=status,
                parent_id="11x21",
                contact_id=contact,
                solution="",
            )
            for id_, status, contact in (("17x51", "Closed", "12x31"), ("17x52", "Open", ""))
        ],
    ),
    "vtiger_comments": (
        "ModComments.jsonl",
        [
            _vtiger(
                f"31x{number}",
                commentcontent="Where is it?",
                related_to="17x51",
                customer=customer,
                is_private=private,
                creator="19x1",
                parent_comments="",
            )
            for number, (customer, private) in enumerate((("", "0"), ("12x31", "0"), ("", "1")), 1)
        ],
    ),
    "vtiger_calls": (
        "PBXManager.jsonl",
        [
            _vtiger(
                f"43x{number}",
                direction=direction,
                callstatus=status,
                customernumber="+6281200000003",
                customer=customer,
                customertype=of,
                starttime="2025-01-07 02:15:02",
                totalduration="60",
            )
            for number, (direction, status, customer, of) in enumerate(
                [
                    ("outbound", "completed", "12x31", "Contacts"),
                    ("inbound", "no-answer", "", ""),
                    ("outbound", "busy", "12x31", "Contacts"),
                ],
                1,
            )
        ],
    ),
    "vtiger_emails": (
        "Emails.jsonl",
        [
            _vtiger(
                f"16x{number}",
                subject="Parcel",
                from_email=writer,
                saved_toid=reader,
                email_flag=flag,
                parent_id="31@12|",
                description="Where is it?",
            )
            for number, (flag, writer, reader) in enumerate(
                [
                    ("SENT", "shop@example.com", '["rina@example.com","sari@example.com"]'),
                    ("MAILSCANNER", "rina@example.com", "shop@example.com"),
                    ("SAVED", "shop@example.com", '["rina@example.com"]'),
                ],
                1,
            )
        ],
    ),
    "freshsales_contacts": (
        "contacts.jsonl",
        [
            _freshsales(
                id_,
                last_name="R",
                email=email,
                mobile_number=None,
                work_number="+6281200000003",
                city="Bandung",
                country="Indonesia",
                sales_accounts=[{"id": 21, "name": "PT R", "is_primary": True}],
                subscription_status=1,
                unsubscription_reason=reason,
            )
            for id_, email, reason in ((31, "rina@example.com", "Too many"), (32, "sari@example.com", None))
        ],
    ),
    "freshsales_accounts": (
        "accounts.jsonl",
        [
            _freshsales(
                21,
                name="PT R",
                phone="+62215550001",
                city="Bandung",
                country="Indonesia",
                annual_revenue=None,
                number_of_employees=3,
            )
        ],
    ),
    "freshsales_deals": (
        "won_deals.jsonl",
        [
            _freshsales(
                id_,
                name="D",
                amount=amount,
                base_currency_amount=amount,
                currency_id=7,
                sales_account_id=21,
                deal_stage_id=stage,
                probability=probability,
                closed_date=closed,
                expected_close="2025-09-03",
                campaign_id=None,
            )
            for id_, stage, probability, closed, amount in (
                (41, 70, 100, "2025-02-01", "1500.5"),
                (42, 70, 100, "2025-02-02", "20.0"),
                (43, 71, 0, "2025-02-03", "30.0"),
                (44, 60, 10, None, "40.0"),
            )
        ],
    ),
    "qontak_contacts": (
        "contacts.jsonl",
        [
            _qontak(
                1,
                first_name="R",
                last_name=None,
                slug="r",
                email="rina@example.com",
                telephone="081200000003",
                crm_status_id=1,
                crm_status_name="Customer",
                date_of_birth=None,
                crm_source_id=1,
                crm_source_name="Instagram",
                crm_company_id=None,
                crm_deal_ids=[],
            )
        ],
    ),
    "qontak_deals": (
        "deals.jsonl",
        [
            _qontak(
                id_,
                name="D",
                slug=f"d-{id_}",
                currency="IDR",
                size=size,
                closed_date=closed,
                crm_source_name="Instagram",
                crm_lost_reason_id=None,
                crm_pipeline_id=1,
                crm_pipeline_name="Sales Pipeline",
                crm_stage_id=1,
                crm_stage_name=stage,
                crm_company_id=company,
                crm_lead_ids=contacts,
            )
            for id_, stage, size, closed, contacts, company in (
                (61, "Won", "1500000.0", "2025-02-01T00:00:00.000+07:00", [1, 2], [5]),
                (62, "Won", 20, None, [], [5]),
                (63, "Lost", "30.0", "2025-02-03T00:00:00.000+07:00", [1], None),
                (64, "Qualified", None, None, [1], None),
            )
        ],
    ),
    "qontak_tickets": (
        "tickets.jsonl",
        [
            _qontak(
                id_,
                name="Late",
                description="My parcel is late",
                unique_ticket_id="052",
                ticket_stage_id=1,
                ticket_stage_name=stage,
                ticket_pipeline_id=1,
                ticket_pipeline_name="Ticket Pipeline",
                crm_company_id=None,
                crm_lead_ids=contacts,
            )
            for id_, stage, contacts in ((81, "Done", [1]), (82, "New", [1, 2]), (83, "New", []))
        ],
    ),
    "qontak_rooms": (
        "rooms.jsonl",
        [
            {
                **{
                    "id": f"r-{number}",
                    "name": "R",
                    "status": "assigned",
                    "channel": channel,
                    "account_uniq_id": account,
                },
                **{"session_at": "2025-01-07T02:15:02.000Z", "created_at": "2025-01-05T02:15:02.000Z"},
                **{"last_message_at": "2025-01-07T02:15:02.000Z", "resolved_at": None, "organization_id": "o-1"},
                "last_message": {
                    **{"id": f"m-{number}", "room_id": f"r-{number}", "type": "text", "participant_type": of},
                    **{"text": "Where is it?", "created_at": "2025-01-07T02:15:02.000Z"},
                },
            }
            for number, (channel, account, of) in enumerate(
                [
                    ("wa_cloud", "6281200000003", "customer"),
                    ("web_chat", "rina@example.com", "agent"),
                    ("ig", "178414", "customer"),
                    ("wa_cloud", "6281200000003", "system"),
                ],
                1,
            )
        ],
    ),
    "qontak_broadcast_logs": (
        "broadcast_log.jsonl",
        [
            {
                **{"id": f"l-{status}", "organization_id": "o-1", "messages_broadcast_id": "b-1", "status": status},
                **{"contact_phone_number": "6281200000003", "contact_full_name": "R", "whatsapp_message_id": "w"},
                **{"whatsapp_error_message": "", "created_at": "2025-01-07T02:15:02.298Z"},
            }
            for status in ("read", "sent", "failed", "pending")
        ],
    ),
    # Marketplaces.
    "tiktok_shop_orders": (
        "OrderSKUList_20250110.csv",
        [
            {
                **{"Order ID": "Platform unique order ID.", "Order Status": "Current order status."},
                **{"SKU ID": "Platform SKU ID.", "Seller SKU": "Seller sku input by the seller."},
                **{"Product Name": "Platform product name.", "Quantity": "SKU sold quantity in the order."},
                **{
                    "SKU Seller Discount": "Total seller discount in this SKU ID.",
                    "Created Time": "Order created time.",
                },
                **{"SKU Subtotal After Discount": "Of the SKU.", "Order Amount": "Of the order.", "Phone #": "Phone."},
                **{"Order Refund Amount": "Of the order.", "Buyer Username": "Buyer.", "Product Category": "Category."},
                "Purchase Channel": "Channel.",
            },
            *(
                {
                    **{
                        "Order ID": f"{number}\t",
                        "Order Status": status,
                        "SKU ID": f"{sku}\t",
                        "Seller SKU": seller_sku,
                    },
                    **{"Product Name": "Kopi", "Quantity": quantity, "SKU Seller Discount": off},
                    **{"SKU Subtotal After Discount": line, "Order Amount": total, "Order Refund Amount": back},
                    **{"Created Time": "13/01/2025 09:15:02\t", "Buyer Username": "rina88"},
                    **{"Phone #": "(+62)812****03", "Product Category": "Drinks", "Purchase Channel": "Tokopedia"},
                }
                for number, status, sku, seller_sku, quantity, off, line, total, back in (
                    ("5801", "Selesai", "1730", "K1", "2", "5000", "95000", "185000", ""),
                    ("5801", "Selesai", "1731", "", "1", "0", "75000", "185000", ""),
                    ("5802", "Dibatalkan", "1730", "K1", "1", "0", "50000", "60000", ""),
                    ("5803", "Completed", "1730", "K1", "1", "0", "50000", "60000", "50000"),
                )
            ),
        ],
    ),
    "tokopedia_orders": (
        "Tokopedia_Januari.csv",
        [
            {
                **{"Nomor": str(place), "Nomor Invoice": f"INV/{number}", "Tanggal Pembayaran": "13-01-2025 09:15:02"},
                **{
                    "Status Terakhir": status,
                    "Nama Produk": "Kopi",
                    "Nomor SKU": sku,
                    "Jumlah Produk Dibeli": quantity,
                },
                **{"Harga Awal (IDR)": "60000", "Harga Jual (IDR)": price, "Nilai Kupon Toko Terpakai (IDR)": voucher},
                **{"Total Penjualan (IDR)": "", "Nama Pembeli": "R***", "No Telp Pembeli": phone},
            }
            for place, (number, status, sku, quantity, price, voucher, phone) in enumerate(
                (
                    ("A", "Pesanan Selesai", "K1", "2", "50000", "10000", "6281200000003"),
                    ("A", "Pesanan Selesai", "", "1", "25000", "", "6281200000003"),
                    ("B", "Dibatalkan Pembeli -\nSalah pesan", "K1", "1", "50000", "", "62812*****03"),
                ),
                1,
            )
        ],
    ),
    "lazada_orders": (
        "lazada_202501.csv",
        [
            {
                **{
                    "orderItemId": f"9{place}",
                    "sellerSku": "K1",
                    "createTime": "13 Jan 2025 09:15",
                    "orderNumber": number,
                },
                **{"updateTime": "15 Jan 2025 10:00", "customerEmail": "", "billingPhone": "62********03"},
                **{"paidPrice": paid, "unitPrice": "50000.00", "itemName": "Kopi", "status": status},
            }
            for place, (number, paid, status) in enumerate(
                (
                    ("701", "45000.00", "delivered"),
                    ("701", "50000.00", "returned"),
                    ("701", "50000.00", "canceled"),
                    ("702", "50000.00", "canceled"),
                ),
                1,
            )
        ],
    ),
    # A chat as the front door makes rows of it; as texts in tests/test_chats.py.
    "whatsapp_chats": (
        "messages.jsonl",
        [
            {
                **{"id": "0a1b", "time": "2025-01-13 09:15", "sender": "+62 812-0000-0003", "text": "Halo"},
                **{"chat": "+62 812-0000-0003", "chat_id": "2c3d"},
            }
        ],
    ),
    # More of what pipelines load.
    "zendesk_ticket_audits": (
        "ticket_audits.jsonl",
        [
            {
                **{"id": number, "ticket_id": 31, "author_id": 501, "created_at": f"2025-01-0{number}T02:00:00Z"},
                **{"via": {"channel": "email"}, "metadata": {}, "attachments": []},
                "events": [
                    {"id": 1, "type": "Comment", "public": True, "body": "Again"},
                    {"id": 2, "type": "Change", "field_name": "status", "value": now, "previous_value": before},
                ],
            }
            for number, before, now in ((6, "open", "solved"), (7, "solved", "open"), (8, "pending", "open"))
        ],
    ),
    "zendesk_ticket_field_history": (
        "ticket_field_history.jsonl",
        [
            {
                **{"ticket_id": 32, "field_name": field, "value": value, "user_id": 900},
                "updated": "2025-01-09 02:00:00",
            }
            for field, value in (("status", "open"), ("priority", "solved"), ("status", "solved"))
        ],
    ),
    "klaviyo_event_table": (
        "event.jsonl",
        [
            {
                **{"id": id_, "datetime": "2025-01-05 02:15:02", "timestamp": "2025-01-05 02:15:02", "type": metric},
                **{"metric_id": "M1", "person_id": "01P", "campaign_id": "C1", "flow_id": None, "uuid": "u"},
                "_fivetran_deleted": deleted,
            }
            for id_, metric, deleted in (
                ("e1", "Received Email", False),
                ("e2", "Clicked SMS", False),
                ("e3", "Placed Order", False),
                ("e4", "Opened Email", True),
            )
        ],
    ),
    "klaviyo_person_table": (
        "person.jsonl",
        [
            {
                **{"id": "01P", "email": "rina@example.com", "phone_number": None, "created": "2024-12-05 02:15:02"},
                **{"updated": "2025-01-05 02:15:02", "city": "Bandung", "country": "Indonesia", "region": None},
                **{"organization": None, "title": None, "_fivetran_deleted": False},
            }
        ],
    ),
    "hubspot_email_events": (
        "email_events.jsonl",
        [
            {
                **{"id": f"m{number}", "type": kind, "created": 1736043302000, "recipient": "rina@example.com"},
                **{"emailCampaignId": 12, "filteredEvent": filtered, "portalId": 1},
            }
            for number, (kind, filtered) in enumerate(
                [("SENT", False), ("DELIVERED", False), ("OPEN", True), ("OPEN", False), ("CLICK", False)], 1
            )
        ],
    ),
}

# The same as other pipelines load it: the connector, and records. Columns are as Fivetran's packages for dbt list them,
# those of the table contacts as dlt's verified source of HubSpot does.
OTHER_SHAPES: dict[str, tuple[str, list[Record]]] = {
    "charge": (
        "stripe_charges",
        [
            {
                **{"id": "ch_1", "amount": 129900, "amount_refunded": 29900, "captured": True, "paid": True},
                **{"refunded": False, "currency": "usd", "created": "2025-01-05 02:15:02", "status": "succeeded"},
                **{
                    "balance_transaction_id": "txn_1",
                    "customer_id": "cus_1",
                    "billing_detail_email": "rina@example.com",
                },
                **{"receipt_email": None, "billing_detail_phone": None, "livemode": True},
            }
        ],
    ),
    "dispute": (
        "stripe_disputes",
        [
            {
                **{"id": "dp_1", "charge_id": "ch_1", "amount": 4200, "currency": "usd", "status": "lost"},
                **{"created": "2025-01-09 02:15:02", "evidence_details_due_by": None, "is_charge_refundable": False},
            }
        ],
    ),
    "refund": (
        "stripe_refunds",
        [
            {
                **{"id": "re_1", "charge_id": "ch_1", "amount": 29900, "currency": "usd", "payment_intent_id": "pi_1"},
                **{"created": "2025-01-06 02:15:02", "failure_reason": None, "status": "succeeded"},
            }
        ],
    ),
    "stripe_customer": (
        "stripe_customers",
        [
            {
                **{"id": id_, "email": "rina@example.com", "created": "2024-12-30 23:06:40", "delinquent": False},
                **{"invoice_prefix": "ABC", "address_city": "Bandung", "address_country": "ID", "is_deleted": gone},
            }
            for id_, gone in (("cus_1", False), ("cus_2", True))
        ],
    ),
    "subscription_history": (
        "stripe_subscriptions",
        [
            {
                **{"id": "sub_1", "customer_id": "cus_1", "status": "canceled", "start_date": "2025-01-01 00:00:00"},
                **{"current_period_start": "2025-02-01 00:00:00", "current_period_end": "2025-03-01 00:00:00"},
                **{"canceled_at": "2025-02-08 07:33:20", "cancel_at_period_end": False, "billing": "charge"},
                **{"billing_cycle_anchor": "2025-01-01 00:00:00", "livemode": True, "_fivetran_active": active},
            }
            for active in (True, False)
        ],
    ),
    "order": (
        "shopify_api_orders",
        [
            {
                **{"id": 450, "created_at": "2025-01-05 02:15:02", "display_financial_status": "PAID"},
                **{"display_fulfillment_status": "FULFILLED", "source_name": "web", "customer_id": 71, "test": False},
                **{"currency_code": "IDR", "total_price_set_shop_amount": 100000, "email": "rina@example.com"},
                **{"total_discounts_set_shop_amount": 20000, "cancelled_at": None, "updated_at": "2025-01-06 02:00:00"},
            }
        ],
    ),
    "deal": (
        "hubspot_deals",
        [
            {
                **{
                    "deal_id": 901,
                    "deal_pipeline_stage_id": "closedwon",
                    "property_dealname": "A",
                    "is_deleted": False,
                },
                **{"property_amount": 1500.5, "property_closedate": "2025-02-01 00:00:00"},
                **{"property_createdate": "2025-01-05 02:15:02", "_fivetran_synced": "2025-02-02 00:00:00"},
            }
        ],
    ),
    "contact": (
        "hubspot_contacts",
        [
            {
                **{"id": 101, "property_email": "rina@example.com", "property_createdate": "2025-01-05 02:15:02"},
                **{"property_firstname": "R", "property_city": "Bandung", "_fivetran_deleted": False},
            }
        ],
    ),
    "contacts": (
        "hubspot_contacts",
        [
            {
                **{"id": "102", "hs_object_id": "102", "email": "sari@example.com", "lastname": "S"},
                **{"createdate": "2025-01-05T02:15:02Z", "lastmodifieddate": "2025-01-06T02:15:02Z"},
            }
        ],
    ),
    "engagement_email": (
        "hubspot_emails",
        [
            {
                **{"engagement_id": 7, "type": "INCOMING_EMAIL", "property_hs_email_direction": "INCOMING_EMAIL"},
                **{"property_hs_timestamp": "2025-01-05 02:15:02", "property_hs_email_text": "Where is it?"},
                **{"property_hs_email_from_email": "rina@example.com", "property_hs_email_to_email": "a@example.com"},
            }
        ],
    ),
    "ticket": (
        "zendesk_tickets",
        [
            {
                **{"id": 32, "requester_id": 502, "submitter_id": 502, "created_at": "2025-01-06 02:00:00"},
                **{"status": "solved", "subject": "Parcel", "description": "Late", "via_channel": "web"},
                **{"updated_at": "2025-01-09 02:00:00", "_fivetran_deleted": False},
            }
        ],
    ),
    "ticket_comment": (
        "zendesk_ticket_comments",
        [
            {
                **{"id": 1, "ticket_id": 32, "user_id": 502, "body": "Late", "public": True},
                **{"created": "2025-01-06 02:00:00", "call_duration": None},
            }
        ],
    ),
    "campaign_recipient_activity": (
        "mailchimp_email_activity",
        [
            {
                **{"action": "open", "campaign_id": "c1", "member_id": "5d41", "timestamp": "2025-01-05 02:15:02"},
                **{"list_id": "l1", "bounce_type": None, "ip": None, "url": None},
            }
        ],
    ),
    "unsubscribe": (
        "mailchimp_unsubscribes",
        [
            {
                "campaign_id": "c1",
                "list_id": "l1",
                "member_id": "5d41",
                "reason": "x",
                "timestamp": "2025-01-05 02:15:02",
            }
        ],
    ),
    "sf_contact": (
        "salesforce_contacts",
        [
            {
                **{"id": "003A", "account_id": "001A", "email": "rina@example.com", "last_name": "R"},
                **{"created_date": "2025-01-05 02:15:02", "system_modstamp": "2025-01-09 02:15:02", "phone": None},
                **{"has_opted_out_of_email": False, "mailing_city": "Bandung", "is_deleted": False},
            }
        ],
    ),
    "opportunity": (
        "salesforce_opportunities",
        [
            {
                **{"id": "006A", "account_id": "001A", "stage_name": "Closed Won", "amount": 1500.5, "is_won": True},
                **{"close_date": "2025-02-01", "created_date": "2025-01-05 02:15:02", "is_closed": True},
                "is_deleted": False,
            }
        ],
    ),
}


def write_other_shapes(folder: Path, *names: str) -> Path:
    """Write tables as other pipelines load them, by the name of the table, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        lines = "".join(f"{json.dumps(record)}\n" for record in OTHER_SHAPES[name][1])
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def write(folder: Path, *names: str, as_: str = "jsonl") -> Path:
    """Write exports into a folder.

    Args:
        folder: Made where it is not there.
        names: Of their connectors.
        as_: ``jsonl``, ``json`` (a list) or ``parquet``; those that are CSV stay so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        file, records = FILES[name]
        given = [{**(_AIRBYTE if "_api_" in name or "stripe" in name else {}), **record} for record in records]
        if file.endswith(".csv"):
            _write_csv(folder / file, records)
        elif as_ == "json":
            (folder / file).with_suffix(".json").write_text(json.dumps(given, indent=1), encoding="utf-8")
        else:
            lines = folder / file
            lines.write_text("".join(f"{json.dumps(record)}\n" for record in given), encoding="utf-8")
            if as_ == "parquet":
                with duckdb.connect() as connection:
                    packed = lines.with_suffix(".parquet")
                    connection.execute(f"copy (from read_json('{lines}')) to '{packed}' (format parquet)")
                lines.unlink()
    return folder


def _write_csv(path: Path, records: Iterable[Record]) -> None:
    import csv

    rows = list(records)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

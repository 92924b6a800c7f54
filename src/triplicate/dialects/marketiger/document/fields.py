"""Field coverage: how faithful each field of Marketiger's document is to the order. A test compares it with the type.

exact: same value in both. derived: computed from the order by a rule. kept: verbatim from the imported document.
fixed: always this value. absent: the order has no such data. dropped: not shown, with the reason.
"""

FIELDS = {
    "id": "exact",
    "status": "derived: first match over ending, payment, hold and progress; an unknown code is kept",
    "createdDate": "exact",
    "updated": "exact",
    "trackAndTrace": "derived: the newest parcel; null without one",
    "trackAndTrace.trackingNumber": "exact",
    "trackAndTrace.shippingMethodId": "exact",
    "trackAndTrace.trackingUrl": "exact",
    "shippingMethodId": "exact",
    "projectName": "exact",
    "paymentLink": "exact",
    "shippingRate": "exact",
    "orderModels": "exact",
    "orderModels.poId": "exact",
    "orderModels.modelId": "derived: the model's GUID, or a UUIDv5 of the origin's product id",
    "orderModels.modelName": "exact",
    "orderModels.imageUrl": "derived: a foreign URL unchanged, a stored file as a link signed at read time",
    "orderModels.price": "exact",
    "orderModels.status": "derived: the line's stage, or the order's where lines have none; an unknown code is kept",
    "orderModels.bounds": "exact",
    "orderModels.quantity": "derived: a fraction is rounded up to whole pieces",
}

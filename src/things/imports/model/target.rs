//! What a column can be read as, and how programs call it when they export.

use crate::catalogue::fields::Field;
use kernel::text;
use uuid::Uuid;

/// What a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// The word on the label.
    Tag,
    /// What it is called.
    Name,
    /// Its kind.
    Category,
    /// Its model.
    Model,
    /// The maker's number of that.
    ModelNumber,
    /// Who makes it.
    Maker,
    /// The maker's number of this one.
    Serial,
    /// How it stands.
    Status,
    /// Where it is.
    Location,
    /// Where it belongs.
    Home,
    /// Who sold it.
    Supplier,
    /// When it was bought.
    Purchased,
    /// What it cost.
    Cost,
    /// Of the order.
    OrderNumber,
    /// The last day of the warranty.
    Warranty,
    /// How long that is, from the purchase on.
    WarrantyMonths,
    /// The end of its life.
    Ends,
    /// For colleagues.
    Note,
    /// Its id in the system it comes from.
    Legacy,
    /// Who or what has it: an address, a name, a place, a tag.
    Holder,
    /// The address of the person who has it.
    HolderEmail,
    /// Their name.
    HolderName,
    /// The place that has it.
    HolderPlace,
    /// When it is expected back.
    Due,
    /// A field of the organisation's own.
    Own(Uuid),
}

/// All but own fields: name in forms, what people call it, and what programs call it, in lower case without signs. Known
/// are the exports of Steward itself, Snipe-IT (list and import sample), Shelf, Atlas CMMS and Homebox.
const TARGETS: [(Target, &str, &str, &[&str]); 24] = [
    (
        Target::Tag,
        "tag",
        "Asset tag",
        &[
            "asset tag",
            "tag",
            "asset id",
            "inventory number",
            "asset number",
            "barcode",
            "code",
            "hb asset id",
            "bar code",
            "inventarnummer",
            "numero de inventario",
        ],
    ),
    (
        Target::Name,
        "name",
        "Name",
        &["name", "asset name", "item name", "title", "hb name", "bezeichnung", "nombre", "nom", "designation"],
    ),
    (
        Target::Category,
        "category",
        "Category",
        &["category", "asset category", "kategorie", "categoria", "categorie", "type"],
    ),
    (
        Target::Model,
        "model",
        "Model",
        &["model", "model name", "asset model", "hb model number", "modell", "modelo", "modele"],
    ),
    (Target::ModelNumber, "model_number", "Model number", &["model no", "model number", "model num"]),
    (
        Target::Maker,
        "maker",
        "Manufacturer",
        &["manufacturer", "maker", "brand", "hb manufacturer", "hersteller", "fabricante", "fabricant"],
    ),
    (
        Target::Serial,
        "serial",
        "Serial",
        &["serial", "serial number", "serial no", "sn", "hb serial number", "seriennummer", "numero de serie"],
    ),
    (Target::Status, "status", "Status", &["status", "status label", "status name", "estado", "etat"]),
    (
        Target::Location,
        "location",
        "Location",
        &[
            "location",
            "current location",
            "location name",
            "hb location",
            "standort",
            "ubicacion",
            "emplacement",
            "lieu",
            "room",
        ],
    ),
    (Target::Home, "home", "Default location", &["default location", "home location", "rtd location", "home"]),
    (
        Target::Supplier,
        "supplier",
        "Supplier",
        &["supplier", "vendor", "hb purchase from", "purchase from", "lieferant", "proveedor", "fournisseur"],
    ),
    (
        Target::Purchased,
        "purchased",
        "Purchased",
        &[
            "purchase date",
            "purchased",
            "purchased on",
            "date of purchase",
            "acquisition date",
            "hb purchase time",
            "hb purchase date",
            "in service date",
            "kaufdatum",
            "fecha de compra",
            "date d achat",
        ],
    ),
    (
        Target::Cost,
        "cost",
        "Cost",
        &[
            "purchase cost",
            "cost",
            "price",
            "purchase price",
            "value",
            "valuation",
            "acquisition cost",
            "hb purchase price",
            "preis",
            "kaufpreis",
            "precio",
            "coste",
            "prix",
        ],
    ),
    (
        Target::OrderNumber,
        "order_number",
        "Order number",
        &["order number", "order no", "order", "po number", "purchase order", "invoice number"],
    ),
    (
        Target::Warranty,
        "warranty",
        "Warranty until",
        &[
            "warranty until",
            "warranty expires",
            "warranty expiration",
            "warranty expiration date",
            "warranty end",
            "warranty date",
            "hb warranty expires",
        ],
    ),
    (
        Target::WarrantyMonths,
        "warranty_months",
        "Warranty in months",
        &["warranty", "warranty months", "warranty in months"],
    ),
    (
        Target::Ends,
        "ends",
        "End of life",
        &["end of life", "eol date", "eol", "asset eol date", "ends on", "retirement date"],
    ),
    (
        Target::Note,
        "note",
        "Note",
        &[
            "note",
            "notes",
            "description",
            "comment",
            "comments",
            "remarks",
            "hb notes",
            "hb description",
            "additional infos",
            "notizen",
            "bemerkung",
            "notas",
            "remarques",
        ],
    ),
    (Target::Legacy, "legacy_id", "Earlier id", &["earlier id", "id", "legacy id", "snipe it id"]),
    (
        Target::Holder,
        "holder",
        "Checked out to",
        &["checked out to", "assigned to", "custodian", "custody", "owner", "primary user", "user"],
    ),
    (
        Target::HolderEmail,
        "holder_email",
        "Checked out to: e-mail",
        &[
            "email",
            "e mail",
            "user email",
            "username",
            "assigned to email",
            "checked out to email",
            "custodian email",
            "primary user email",
            "assigned to emails",
        ],
    ),
    (
        Target::HolderName,
        "holder_name",
        "Checked out to: name",
        &["full name", "user name", "employee name", "assigned to name"],
    ),
    (
        Target::HolderPlace,
        "holder_place",
        "Checked out to: location",
        &["checkout location", "checked out to location", "assigned to location"],
    ),
    (
        Target::Due,
        "due",
        "Expected back",
        &["expected back", "expected checkin", "expected checkin date", "due", "due date", "expected return"],
    ),
];

impl Target {
    /// All that every organisation has, with the words people know them by.
    pub fn all() -> impl Iterator<Item = (Target, &'static str)> {
        TARGETS.iter().map(|(target, _, label, _)| (*target, *label))
    }

    /// How forms and programs say it.
    pub fn name(self) -> String {
        match self {
            Target::Own(field) => format!("field-{field}"),
            fixed => TARGETS.iter().find(|(target, ..)| *target == fixed).map_or("", |(_, name, ..)| name).to_owned(),
        }
    }

    /// The target of this name.
    pub fn parse(name: &str) -> Option<Target> {
        match name.strip_prefix("field-") {
            Some(id) => id.parse().ok().map(Target::Own),
            None => TARGETS.iter().find(|(_, known, ..)| *known == name).map(|(target, ..)| *target),
        }
    }

    /// What people call it.
    pub fn label(self, fields: &[Field]) -> String {
        match self {
            Target::Own(id) => {
                fields.iter().find(|field| field.id == id).map(|field| field.name.clone()).unwrap_or_default()
            }
            fixed => {
                TARGETS.iter().find(|(target, ..)| *target == fixed).map_or("", |(_, _, label, _)| label).to_owned()
            }
        }
    }
}

/// What columns of these names are most likely: each target once, own fields by their names. Empty: left out.
pub fn guessed(heads: &[String], fields: &[Field]) -> Vec<String> {
    let mut taken: Vec<Target> = Vec::new();
    let plain: Vec<String> = heads.iter().map(|head| plain(head)).collect();
    let has_months = plain.iter().any(|head| head == "warranty months");
    plain
        .iter()
        .map(|head| {
            let own = fields.iter().find(|field| self::plain(&field.name) == *head).map(|field| Target::Own(field.id));
            let fixed = TARGETS.iter().find(|(.., names)| names.contains(&head.as_str())).map(|(target, ..)| *target);
            // A field of the organisation's own is called by its name; what the house calls so itself comes before it.
            let is_ours = fixed.is_some_and(|fixed| self::plain(&fixed.label(&[])) == *head);
            let fixed = fixed.filter(|_| is_ours || own.is_none());
            let found = match (fixed, own) {
                (Some(Target::WarrantyMonths), _) if has_months && head == "warranty" => None,
                (Some(fixed), own) if taken.contains(&fixed) => own,
                (Some(fixed), _) => Some(fixed),
                (None, own) => own,
            };
            let found = found.filter(|target| !head.is_empty() && !taken.contains(target));
            taken.extend(found);
            found.map(Target::name).unwrap_or_default()
        })
        .collect()
}

fn plain(head: &str) -> String {
    text::slug(&head.replace(['.', '_', '#'], " ")).replace('-', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(heads: &str) -> Vec<String> {
        guessed(&heads.split(',').map(str::to_owned).collect::<Vec<_>>(), &[])
    }

    #[test]
    fn exports_of_others_are_understood() {
        let snipe = "ID,Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchase Date,Purchase Cost,Order Number,Supplier,Checked Out To,Location,Default Location,Warranty,Warranty Expires,Status,Notes,Expected Checkin Date";
        assert_eq!(
            names(snipe),
            [
                "legacy_id",
                "",
                "name",
                "tag",
                "model",
                "model_number",
                "category",
                "maker",
                "serial",
                "purchased",
                "cost",
                "order_number",
                "supplier",
                "holder",
                "location",
                "home",
                "warranty_months",
                "warranty",
                "status",
                "note",
                "due"
            ]
        );
        let sample = "Full Name,Email,Username,Item Name,Category,Model name,Model Number,Manufacturer,Serial number,Asset Tag,Warranty months";
        assert_eq!(names(sample)[..4], ["holder_name", "holder_email", "", "name"]);
        assert_eq!(names(sample)[10], "warranty_months");
        let homebox = "HB.import_ref,HB.location,HB.tags,HB.asset_id,HB.name,HB.manufacturer,HB.serial_number,HB.purchase_price,HB.purchase_from";
        assert_eq!(names(homebox), ["", "location", "", "tag", "name", "maker", "serial", "cost", "supplier"]);
        assert_eq!(names("title,description,category,tags,location,custodian")[0], "name");
    }

    #[test]
    fn of_two_columns_with_one_name_the_first_counts_and_one_without_a_name_is_left_out() {
        assert_eq!(names("Name,,Name"), ["name", "", ""]);
        for (target, _) in Target::all() {
            assert_eq!(Target::parse(&target.name()), Some(target));
        }
    }
}
